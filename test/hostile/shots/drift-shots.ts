import { createHmac } from 'node:crypto';
import fc from '../../support/fast-check.js';
import { parseJson } from '../../../src/web/gateway/json-body.js';
import { parseDriftEvent } from '../../../src/vendors/drift/webhook-event.js';
import { driftEvent, pathsOf, withMember, type Json } from './drift-events.js';
import { oddValue, toJsonText, trickyMembers } from './odd-values.js';
import { encoded, strangeContentType } from './drift-encodings.js';
import type { Headers, Made } from './made.js';
import type { Shot } from './shot.js';

/** What the gateway knows and its caller should. */
export interface DriftSecrets {
  readonly token: string;
  /** null: this gateway asks for no signature. */
  readonly signingSecret: string | null;
}

const LIMIT = 256 * 1024;
const MAX_DEPTH = 64;

/** POST /webhooks/drift in every wrong way, and in odd ways that are right. `unique` marks the shot and its event. */
export const driftShot =
  ({ token, signingSecret }: DriftSecrets) =>
  (unique: number): fc.Arbitrary<Shot> => {
    const sign = (body: Buffer): Headers =>
      signingSecret === null
        ? {}
        : { 'x-drift-signature': createHmac('sha256', signingSecret).update(body).digest('hex') };
    const finish = ({ kind, text, allowed, headers = {}, forged }: Made): Shot => {
      const body = typeof text === 'string' ? Buffer.from(text) : text;
      const trust = forged ?? { 'x-verification-token': token, ...sign(body) };
      const shot = { kind: `drift: ${kind}`, method: 'POST', path: '/webhooks/drift', body, allowed };
      const eventKey = allowed.includes(200) ? keyOf(body) : undefined;
      return {
        ...shot,
        headers: { 'content-type': 'application/json', ...trust, ...headers },
        ...(eventKey === undefined ? {} : { eventKey }),
      };
    };
    const event = driftEvent(unique);
    return fc
      .oneof(
        { weight: 10, arbitrary: wrongMember(event) },
        { weight: 4, arbitrary: forgedEvent(event, token, signingSecret) },
        { weight: 2, arbitrary: truncated(event) },
        { weight: 2, arbitrary: notJson },
        { weight: 2, arbitrary: encoded(event) },
        { weight: 2, arbitrary: strangeContentType(event) },
        { weight: 1, arbitrary: nested(event) },
        { weight: 1, arbitrary: tricky(event) },
        { weight: 1, arbitrary: sized(event) },
      )
      .map(finish);
  };

/** The key that an event with this body is stored under; undefined where it is none. */
function keyOf(body: Buffer): string | undefined {
  try {
    return parseDriftEvent(parseJson(body)).eventKey;
  } catch {
    return undefined; // no JSON or no event: nothing is to be stored
  }
}

/** One to three members replaced or missing. Only org and type are needed; all else is read tolerantly. */
const wrongMember = (event: fc.Arbitrary<Json>): fc.Arbitrary<Made> =>
  event.chain((base) =>
    fc
      .array(fc.tuple(fc.constantFrom(...pathsOf(base)), fc.option(oddValue, { nil: undefined, freq: 8 })), {
        minLength: 1,
        maxLength: 3,
      })
      // Members inside a replaced one go first.
      .map((changes) => changes.sort(([a], [b]) => b.length - a.length))
      .map((changes) => ({
        kind: `odd ${changes.map(([path]) => path.join('.')).join(', ')}`,
        text: toJsonText(changes.reduce((now, [path, value]) => withMember(now, path, value), base)),
        allowed: changes.some(([[first]]) => first === 'orgId' || first === 'type') ? [200, 400] : [200],
      })),
  );

const forgedEvent = (
  event: fc.Arbitrary<Json>,
  token: string,
  signingSecret: string | null,
): fc.Arbitrary<Made> => {
  const wrong = fc.constantFrom(
    '',
    'wrong',
    token.slice(1),
    token.slice(0, -1),
    `${token}x`,
    token.toUpperCase(),
  );
  const notText = fc.constantFrom<unknown>([token], { token }, 0, true, '', `${token} `, `${token}\u0000`);
  const plain = event.map((base) => JSON.stringify(base));
  const inHeader = fc.tuple(plain, wrong).map(([text, given]) => ({
    kind: 'forged: token in the header',
    text,
    forged: { 'x-verification-token': given },
  }));
  const inBody = fc.tuple(event, fc.oneof(wrong, notText)).map(([base, given]) => ({
    kind: 'forged: token in the body',
    text: JSON.stringify({ ...base, token: given }),
    forged: {},
  }));
  const none = plain.map((text) => ({ kind: 'forged: no token', text, forged: {} }));
  const signature = fc
    .tuple(plain, fc.constantFrom('', 'x', '0'.repeat(64), 'sha256=', 'f'.repeat(5_000)))
    .map(([text, given]) => ({
      kind: 'forged: signature',
      text,
      forged: { 'x-verification-token': token, 'x-drift-signature': given },
    }));
  const otherBody = plain.map((text) => ({
    kind: 'forged: signature of another body',
    text: `${text} `,
    forged: {
      'x-verification-token': token,
      'x-drift-signature': createHmac('sha256', signingSecret ?? '')
        .update(text)
        .digest('hex'),
    },
  }));
  const all = signingSecret === null ? [inHeader, inBody, none] : [inHeader, none, signature, otherBody];
  return fc.oneof(...all).map((made) => ({ ...made, allowed: [401] }));
};

const truncated = (event: fc.Arbitrary<Json>): fc.Arbitrary<Made> =>
  event.chain((base) => {
    const text = JSON.stringify(base);
    return fc
      .integer({ min: 0, max: text.length - 1 })
      .map((at) => ({ kind: 'truncated', text: text.slice(0, at), allowed: [400] }));
  });

const notJson: fc.Arbitrary<Made> = fc
  .oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.concat([Buffer.from('{"'), bytes])),
    fc.constantFrom(
      'null',
      '0',
      '"text"',
      '[]',
      'true',
      'NaN',
      'Infinity',
      '{"a":NaN}',
      "{'orgId':1}",
      '{"a":01}',
    ),
    fc.constantFrom(
      '{"orgId":7007,"type":"x",}',
      '{"orgId":7007 "type":"x"}',
      '{} {}',
      '/**/{}',
      '{"a":"\t"}',
      '{"a":"\\x"}',
    ),
    fc.constantFrom('orgId=7007&type=new_message', '<event/>', '--- \norgId: 7007'),
  )
  .map((text) => ({ kind: 'no event', text, allowed: [400] }));

const nested = (event: fc.Arbitrary<Json>): fc.Arbitrary<Made> =>
  fc
    .tuple(
      event,
      fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(1_000, 10_000, 100_000)),
      fc.boolean(),
    )
    .map(([base, levels, closed]) => {
      const deep = closed
        ? `${'['.repeat(levels)}${']'.repeat(levels)}`
        : '{"a":'.repeat(Math.min(levels, 40_000));
      // One level is the event itself.
      const allowed = closed && levels + 1 <= MAX_DEPTH ? [200] : [400];
      return {
        kind: `${levels} levels deep`,
        text: `${JSON.stringify(base).slice(0, -1)},"deep":${deep}}`,
        allowed,
      };
    });

const tricky = (event: fc.Arbitrary<Json>): fc.Arbitrary<Made> =>
  fc.tuple(event, trickyMembers, fc.boolean()).map(([base, members, isInData]) => {
    const text = JSON.stringify(base);
    const at = isInData ? text.indexOf('"data":{') + '"data":{'.length : 1;
    const comma = text[at] === '}' ? '' : ',';
    return {
      kind: 'tricky keys',
      text: `${text.slice(0, at)}${members}${comma}${text.slice(at)}`,
      allowed: [200],
    };
  });

/** Around the limit: a whole event and a long word, so many bytes in all. */
const sized = (event: fc.Arbitrary<Json>): fc.Arbitrary<Made> =>
  fc
    .tuple(event, fc.constantFrom(LIMIT - 1, LIMIT, LIMIT + 1, LIMIT + 1_000, 4 * LIMIT))
    .map(([base, size]) => {
      const text = `${JSON.stringify(base).slice(0, -1)},"long":""}`;
      const padded = text.replace('"long":""', `"long":"${'x'.repeat(size - text.length)}"`);
      return { kind: `${size} bytes`, text: padded, allowed: size <= LIMIT ? [200] : [413] };
    });
