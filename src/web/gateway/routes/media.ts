import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpError } from '../../../platform/errors/http-error.js';
import { extensionOf, isShownInline } from '../../../records/media/content-type.js';
import { mediaKey, verifyMediaUrl } from '../../../records/media/signed-url.js';
import { findStoredMedia, readMediaBytes, type MediaRecord } from '../../../records/media/store.js';
import type { GatewayContext } from '../context.js';

const MAX_CACHE_SECONDS = 3_600;

type MediaRequest = FastifyRequest<{ Params: { id: string }; Querystring: { e?: unknown; s?: unknown } }>;

/**
 * GET and HEAD /media/{id}: serves a picture or file to anybody with a signed link that has not expired. Since the file comes
 * from a stranger, browsers display plain picture types, download everything else, and never run it.
 */
export function media(app: FastifyInstance, { config, pool, log }: GatewayContext): void {
  const key = mediaKey(config);

  const answer = async (request: MediaRequest, reply: FastifyReply) => {
    const { id } = request.params;
    const verdict = verifyMediaUrl(key, { id, ...request.query }, Date.now());
    if (verdict.kind === 'forged') throw new HttpError('media_forbidden');
    if (verdict.kind === 'expired') throw new HttpError('media_gone');
    const record = await asked(() => findStoredMedia(pool, id));
    if (record === null) throw new HttpError('media_gone');
    setHeaders(reply, record, verdict.expiresAt);
    if (request.method === 'HEAD') return reply.header('content-length', record.byteLength ?? 0).send();
    const bytes = await asked(() => readMediaBytes(pool, id));
    if (bytes === null) throw new HttpError('media_gone');
    return reply.send(bytes);
  };
  app.route({ method: ['GET', 'HEAD'], url: '/media/:id', exposeHeadRoute: false, handler: answer });

  async function asked<T>(query: () => Promise<T>): Promise<T> {
    try {
      return await query();
    } catch (error) {
      log.error({ code: 'storage_unavailable', err: error }, 'could not read a file');
      throw new HttpError('storage_unavailable', 'PostgreSQL did not answer in time; try again.');
    }
  }
}

function setHeaders(reply: FastifyReply, { contentType, name }: MediaRecord, expiresAt: number): void {
  const type = contentType ?? 'application/octet-stream';
  const secondsLeft = Math.max(0, Math.floor((expiresAt - Date.now()) / 1_000));
  void reply.headers({
    'content-type': type,
    'content-disposition': `${isShownInline(type) ? 'inline' : 'attachment'}; filename="${fileName(name, type)}"`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': `private, max-age=${Math.min(secondsLeft, MAX_CACHE_SECONDS)}`,
    'referrer-policy': 'no-referrer',
    'x-robots-tag': 'noindex',
  });
}

/**
 * The plain characters of the sender's file name, with the extension of the detected type; Twilio wants at most 20 characters
 * (Twilio docs, accepted content types for media).
 */
function fileName(name: string | null, contentType: string): string {
  const extension = extensionOf(contentType);
  const stem = (name ?? '')
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 19 - extension.length);
  return `${stem === '' ? 'file' : stem}.${extension}`;
}
