import { createHmac } from 'node:crypto';
import fc from '../../support/fast-check.js';
import { oddForm, write, type Form, type Made } from './odd-forms.js';
import type { Shot } from './shot.js';

/** What the gateway and Twilio share. */
export interface TwilioSecrets {
  readonly accountSid: string;
  readonly authToken: string;
  /** What signatures are made over; changes with the gateway's port. */
  readonly publicUrl: string;
  readonly ourNumber: string;
}

const inbound = '/webhooks/twilio/inbound';
const status = '/webhooks/twilio/status';
const sidOf = (unique: number) => `SM${unique.toString(16).padStart(32, '0')}`;

/** Twilio's signature (Twilio docs, "Validating signatures"), written down anew: the code under test is not its own judge. */
export function signTwilio(authToken: string, url: string, form: Form): string {
  const names = [...new Set(form.map(([name]) => name))].sort();
  const parts = names.map((name) => {
    const values = new Set(form.filter(([other]) => other === name).map(([, value]) => value));
    return [...values].sort().map((value) => name + value);
  });
  return createHmac('sha1', authToken)
    .update(url + parts.flat().join(''))
    .digest('base64');
}

/** As the gateway reads what was written. */
const read = (text: string): Form => [...new URLSearchParams(text)];

/** POST /webhooks/twilio/inbound and /status in every wrong way, and in odd ways that are right. */
export const twilioShot =
  (secrets: TwilioSecrets) =>
  (unique: number): fc.Arbitrary<Shot> => {
    const { accountSid, authToken, publicUrl, ourNumber } = secrets;
    const text: Form = [
      ['MessageSid', sidOf(unique)],
      ['AccountSid', accountSid],
      ['From', '+12025550188'],
      ['To', ourNumber],
      ['Body', 'Hello'],
      ['NumMedia', '0'],
      ['Nonce', String(unique)],
    ];
    const told: Form = [
      ['MessageSid', sidOf(unique)],
      ['AccountSid', accountSid],
      ['MessageStatus', 'delivered'],
      ['From', ourNumber],
      ['To', '+12025550188'],
      ['Nonce', String(unique)],
    ];
    const base = fc.constantFrom([inbound, text] as const, [status, told] as const);
    const finish = (
      path: string,
      { kind, form, allowed, text: written }: Made,
      forged?: Partial<Shot>,
    ): Shot => {
      const body = written ?? write(form);
      const parsed = read(body);
      const ok = allowed.filter((code) => code < 300).length > 0;
      const given = (name: string) => parsed.find(([other]) => other === name)?.[1] ?? '';
      const word = path.startsWith(inbound) ? 'received' : given('MessageStatus');
      return {
        kind: `twilio: ${kind}`,
        method: 'POST',
        path,
        body: Buffer.from(body),
        allowed,
        ...(ok ? { eventKey: `${given('MessageSid')}:${word}` } : {}),
        ...forged,
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signTwilio(authToken, publicUrl + path, parsed),
          ...forged?.headers,
        },
      };
    };

    const oddSigned = base.chain(([path, form]) =>
      oddForm(form).map((made) =>
        finish(path, {
          ...made,
          allowed: made.allowed.map((code) => (code === 200 && path === status ? 204 : code)),
        }),
      ),
    );
    const oddQuery = fc
      .webQueryParameters({ size: 'small' })
      .map((query) =>
        finish(`${status}?ledger=${query}&ledger=x`, { kind: 'odd query', form: told, allowed: [204] }),
      );
    const refuse = (kind: string) => ({ kind: `forged: ${kind}`, allowed: [403] });
    const wrongSignature = fc
      .tuple(base, fc.constantFrom('', 'x', 'AAAA', '\u00e9'.repeat(27), '='.repeat(28), 'A'.repeat(6_000)))
      .map(([[path, form], given]) =>
        finish(path, { ...refuse('signature'), form }, { headers: { 'x-twilio-signature': given } }),
      );
    const otherSecret = fc
      .tuple(base, fc.constantFrom('', 'wrong', authToken.toUpperCase(), accountSid))
      .map(([[path, form], token]) => {
        const signature = signTwilio(token, publicUrl + path, form);
        return finish(path, { ...refuse('token'), form }, { headers: { 'x-twilio-signature': signature } });
      });
    const otherUrl = fc
      .tuple(base, fc.constantFrom('http://evil.example', `${publicUrl}/x`, publicUrl.toUpperCase(), ''))
      .map(([[path, form], url]) => {
        const signature = signTwilio(authToken, url + path, form);
        const headers = {
          'x-twilio-signature': signature,
          'x-forwarded-host': 'evil.example',
          'x-forwarded-proto': 'https',
        };
        return finish(path, { ...refuse('URL'), form }, { headers });
      });
    const swapped = base.map(([path, form]) => {
      const other = path === inbound ? status : inbound;
      return finish(
        other,
        { ...refuse('other endpoint'), form },
        {
          headers: { 'x-twilio-signature': signTwilio(authToken, publicUrl + path, form) },
        },
      );
    });
    const changed = base.map(([path, form]) => {
      const signature = signTwilio(authToken, publicUrl + path, form);
      const body = Buffer.from(`${write(form)}&Body=Changed`);
      return finish(
        path,
        { ...refuse('body changed'), form },
        { body, headers: { 'x-twilio-signature': signature } },
      );
    });
    const otherAccount = fc
      .tuple(
        base,
        fc.constantFrom(
          [],
          [`AC${'0'.repeat(32)}`],
          [accountSid, 'x'],
          [accountSid.toLowerCase().replace('ac', 'Ac')],
          [''],
        ),
      )
      .map(([[path, form], accounts]) =>
        finish(path, {
          ...refuse('account'),
          form: [
            ...form.filter(([name]) => name !== 'AccountSid'),
            ...accounts.map((a) => ['AccountSid', a] as const),
          ],
        }),
      );
    const notAForm = fc
      .tuple(base, fc.constantFrom('application/json', 'text/plain', 'multipart/form-data; boundary=x', ''))
      .map(([[path, form], type]) =>
        finish(
          path,
          { kind: `content type ${type}`, form, allowed: [400, 415] },
          { headers: { 'content-type': type } },
        ),
      );
    return fc.oneof(
      { weight: 8, arbitrary: oddSigned },
      { weight: 1, arbitrary: oddQuery },
      { weight: 2, arbitrary: wrongSignature },
      { weight: 2, arbitrary: otherSecret },
      { weight: 1, arbitrary: otherUrl },
      { weight: 1, arbitrary: swapped },
      { weight: 1, arbitrary: changed },
      { weight: 1, arbitrary: otherAccount },
      { weight: 1, arbitrary: notAForm },
    );
  };
