import type { FastifyInstance } from 'fastify';
import ipaddr from 'ipaddr.js';

/**
 * Lets in programs, and pages that came from this very server. A sandbox asks nobody for a login, so without this any website that
 * somebody has open could steer it: by a request to 127.0.0.1 (the `Origin` is another's), or under a name of its own that it
 * lets lead here (the `Host` is that name).
 *
 * `host`: the name that the sandbox listens on, which is right too.
 */
export function ownPagesOnly(app: FastifyInstance, host: string): void {
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (!isOwnName(headers.host ?? '', host))
      return reply
        .status(421)
        .send({ error: `The sandbox is not reached as ${headers.host ?? 'nobody'}: use http://localhost.` });
    const { origin } = headers;
    const isOwnOrigin = origin === undefined || origin === `http://${headers.host ?? ''}`;
    if (!isOwnOrigin || isOtherSite(headers['sec-fetch-site'], headers['sec-fetch-mode']))
      return reply.status(403).send({ error: "The sandbox answers its own page, not another site's." });
    return undefined;
  });
}

/** Names that no stranger can register and let lead to this machine: an address, this machine's, one of a container network. */
function isOwnName(hostHeader: string, host: string): boolean {
  if (!URL.canParse(`http://${hostHeader}`)) return false;
  const { hostname } = new URL(`http://${hostHeader}`);
  if (hostname === '') return false;
  const isAddress = ipaddr.isValid(hostname.replace(/^\[|\]$/g, ''));
  return isAddress || !hostname.includes('.') || hostname.endsWith('.localhost') || hostname === host;
}

/** Browsers say where a request without an Origin comes from; following a link to the page is nobody's misuse. */
const isOtherSite = (site: string | string[] | undefined, mode: string | string[] | undefined): boolean =>
  site !== undefined && site !== 'same-origin' && site !== 'none' && mode !== 'navigate';
