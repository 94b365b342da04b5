import type { FastifyInstance } from 'fastify';
import { authenticated } from './auth.js';
import { TwilioError } from './error-codes.js';
import { mediaResource } from './resource.js';
import { textOf } from './routes-messages.js';
import type { WithFile } from './routes-messages.js';
import type { TwilioSimulator } from './simulator.js';

type WithMedia = { Params: { accountSid: string; file: string; media: string } };

/** A transparent picture of one pixel. */
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

export function mediaRoutes(app: FastifyInstance, twilio: TwilioSimulator): void {
  const guard = { preHandler: authenticated(twilio.account) };
  const { accountSid } = twilio.account;
  const base = '/2010-04-01/Accounts/:accountSid/Messages/:file';

  app.get<WithFile>(`${base}/Media.json`, guard, (request) => {
    const text = textOf(twilio, request);
    return {
      media_list: text.media.map((media) => mediaResource(accountSid, text, media)),
      page: 0,
      page_size: 50,
      start: 0,
      end: Math.max(0, text.media.length - 1),
      uri: request.url,
      first_page_uri: `${request.url.split('?', 1)[0] ?? ''}?PageSize=50&Page=0`,
      next_page_uri: null,
      previous_page_uri: null,
    };
  });

  // With .json the resource; without, the bytes: Twilio asks for Basic auth and redirects to where they lie.
  app.get<WithMedia>(`${base}/Media/:media`, guard, (request, reply) => {
    const text = textOf(twilio, request);
    const sid = request.params.media.replace(/\.json$/, '');
    const media = text.media.find((one) => one.sid === sid);
    if (!media) throw new TwilioError(20404, `The requested resource ${request.url} was not found`);
    if (request.params.media.endsWith('.json')) return mediaResource(accountSid, text, media);
    if (media.url !== null) return reply.redirect(media.url, 307);
    if (twilio.switches.inbound.mediaRedirect) return reply.redirect(`/media-cdn/${sid}`, 307);
    return reply.type(media.contentType).send(twilio.files.get(sid) ?? pixel);
  });

  // The CDN: whoever knows the address gets the file.
  app.get<{ Params: { media: string } }>('/media-cdn/:media', (request, reply) => {
    const sid = request.params.media;
    const media = twilio.texts
      .all()
      .flatMap((text) => text.media)
      .find((one) => one.sid === sid);
    if (!media) throw new TwilioError(20404, `The requested resource ${request.url} was not found`);
    return reply.type(media.contentType).send(twilio.files.get(sid) ?? pixel);
  });
}
