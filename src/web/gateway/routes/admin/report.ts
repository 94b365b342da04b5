import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { BadReportPeriod, parsePeriod } from '../../../../operate/report/period.js';
import { countOutcomes, type Report } from '../../../../operate/report/report.js';
import type { GatewayContext } from '../../context.js';

type Given = Readonly<Partial<Record<'from' | 'to' | 'zone', string | string[]>>>;

/** GET /admin/report?from=YYYY-MM-DD&to=YYYY-MM-DD&zone=Area/City: what became of the conversations, by day. */
export function reportRoute(
  app: FastifyInstance,
  { pool, config }: GatewayContext,
  guard: RouteShorthandOptions,
): void {
  const { defaultTimeZone } = config.behaviour;
  app.get<{ Querystring: Given }>('/admin/report', guard, async (request): Promise<Report> => {
    const { from, to, zone } = request.query;
    try {
      const given = { from: once('from', from), to: once('to', to), zone: once('zone', zone) };
      return await countOutcomes(pool, parsePeriod(given, defaultTimeZone, Date.now()));
    } catch (error) {
      if (error instanceof BadReportPeriod) throw new HttpError(error.code, error.message);
      throw error;
    }
  });
}

function once(name: string, value: string | string[] | undefined): string | undefined {
  if (Array.isArray(value)) throw new BadReportPeriod(`${name} should be given once`);
  return value;
}
