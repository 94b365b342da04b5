import { z } from 'zod';
import { BadReportPeriod, parsePeriod } from '../../../../operate/report/period.js';
import { countOutcomes, type Report } from '../../../../operate/report/report.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { answers } from './answers.js';
import type { AdminContext, AdminScope } from './scope.js';

const count = z.int().nonnegative();
const outcomes = z.object({
  takenUp: count.meta({ description: 'Conversations that Textback has taken up.' }),
  texted: count.meta({ description: 'Those whose follow-up Twilio took.' }),
  waiting: count.meta({ description: 'Those that have neither a text yet nor a final reason.' }),
  reasons: z
    .record(z.string(), count)
    .meta({ description: 'Those without a text, by reason; every reason of docs/reasons.md is there.' }),
  addsUp: z.boolean().meta({
    description: 'Whether texted, waiting and all reasons together are takenUp. False is a defect.',
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
      .meta({ description: 'Days on which a conversation began, oldest first.' }),
  })
  .meta({ id: 'Report', description: 'Conversations that began in a period, by what became of them.' });

/** What a period may be is checked where it is read, for the command line too. */
const once = z.string({ error: 'should be given once' }).optional();
const querystring = z.object({
  from: once.meta({
    description: 'First day. If absent: 30 days up to `to`.',
    format: 'date',
    examples: ['2026-01-01'],
  }),
  to: once.meta({
    description: 'Last day, at most 366 days after `from`. If absent: today.',
    format: 'date',
    examples: ['2026-01-31'],
  }),
  zone: once.meta({
    description: 'IANA time zone of the days. If absent: `DEFAULT_TIME_ZONE`.',
    examples: ['America/New_York'],
  }),
});

export function reportRoute(scope: AdminScope, { pool, config }: AdminContext): void {
  const { defaultTimeZone } = config.behaviour;
  scope.get(
    '/report',
    {
      schema: {
        operationId: 'countOutcomes',
        tags: ['conversations'],
        summary: 'What became of the conversations, by day',
        description: 'All orgs of the installation together. Every conversation counts in exactly one place.',
        querystring,
        response: answers('The counts.', report, 'bad_request'),
      },
    },
    async ({ query }) => {
      try {
        return await countOutcomes(pool, parsePeriod(query, defaultTimeZone, Date.now()));
      } catch (error) {
        if (error instanceof BadReportPeriod) throw new HttpError(error.code, error.message);
        throw error;
      }
    },
  );
}
