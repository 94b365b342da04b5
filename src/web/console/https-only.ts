import type { FastifyRequest } from 'fastify';
import type { ConsoleContext } from './context.js';

type Where = Pick<ConsoleContext, 'adminUrl'>;

/** Whether people open the console by https; then its cookies are for https only, and a browser drops them elsewhere. */
export const isHttps = ({ adminUrl }: Where): boolean => adminUrl().startsWith('https:');

/** Whether a form came without its page's cookie because the browser was told to keep that for https. */
export const isCookieLost = (error: unknown, where: Where): boolean =>
  isHttps(where) && (error as { readonly code?: unknown } | null)?.code === 'FST_CSRF_MISSING_SECRET';

/** What somebody reads who cannot sign in, because they came by http. */
export const httpsOnly = ({ adminUrl }: Where): string =>
  `The console's cookies are for https only, because its address is ${adminUrl()}. By http your browser drops them, and you ` +
  `cannot sign in: open ${adminUrl()}/console. To open it through an SSH tunnel instead, set ADMIN_PORT (docs/deploying.md).`;

/** Whether the request seems to have come by http although it should not have. A proxy may hide how people came. */
export function seemsHttp({ headers }: FastifyRequest, where: Where): boolean {
  if (!isHttps(where) || headers['x-forwarded-proto'] === 'https') return false;
  return headers.host !== new URL(where.adminUrl()).host;
}
