import { z } from 'zod';
import { BadReportPeriod, parsePeriod } from '../../../../operate/report/period.js';
import { countOutcomes, type Report } from '../../../../operate/report/report.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { answers } from './answers.js';
import type { AdminContext, AdminScope } from './scope.js';

const count = z.int().nonnegative();
const outcomes = z.object({
  takenUp: count.meta({ description: 'Conversations that Textback handled.' }),
  texted: count.meta({ description: 'Conversations whose follow-up Twilio accepted.' }),
  waiting: count.meta({ description: 'Conversations that still have neither a text nor a final reason.' }),
  reasons: z
    .record(z.string(), count)
    .meta({ description: 'Conversations without a text, by reason; lists every reason of docs/reasons.md.' }),
  addsUp: z.boolean().meta({
    description: 'Whether `texted`, `waiting` and all `reasons` sum to `takenUp`. False means a bug.',
  }),
});
const day = z.string().meta({ format: 'date', examples: ['2026-01-31'] });

const report: z.ZodType<Report> = z
  .object({
    from: day,
    to: day,
    zone: z.string().meta({ description: 'IANA time zone of the days.', examples: ['America/New_York'] }),
    total: outcomes,
    days: z
      .array(outcomes.extend({ day }))
      .meta({ description: 'Days on which at least one conversation began, oldest first.' }),
  })
  .meta({ id: 'Report', description: 'Outcomes of the conversations that began in a period.' });

/** `parsePeriod` validates the period, for the command line too. */
const once = z.string({ error: 'should be given once' }).optional();
const querystring = z.object({
  from: once.meta({
    description: 'First day; if absent, the period is the 30 days up to `to`.',
    format: 'date',
    examples: ['2026-01-01'],
  }),
  to: once.meta({
    description: 'Last day, included; today if absent. A report covers at most 366 days.',
    format: 'date',
    examples: ['2026-01-31'],
  }),
  zone: once.meta({
    description: 'IANA time zone of the days; `DEFAULT_TIME_ZONE` if absent.',
    examples: ['America/New_York'],
  }),
});

export function reportRoute(scope: AdminScope, { pool, config }: AdminContext): void {
  const { defaultTimeZone } = config.behaviour;
  scope.get(
    '/report',
    {
      config: needs('see_figures'),
      schema: {
        operationId: 'countOutcomes',
        tags: ['conversations'],
        summary: 'Count outcomes by day',
        description: 'Covers all orgs that the caller may see. Each conversation is counted exactly once.',
        querystring,
        response: answers('The counts.', report, 'bad_request'),
      },
    },
    async (request) => {
      try {
        const period = parsePeriod(request.query, defaultTimeZone, Date.now());
        return await countOutcomes(pool, period, grantOf(request).orgs);
      } catch (error) {
        if (error instanceof BadReportPeriod) throw new HttpError(error.code, error.message);
        throw error;
      }
    },
  );
}
