import { createHash } from 'node:crypto';

/** What goes in everywhere and must come out nowhere. */
export const canary = {
  driftToken: 'canary-drift-token-8841',
  verificationToken: 'canary-verification-8841',
  signingSecret: 'canary-signing-secret-8841',
  twilioToken: 'canary-twilio-auth-8841',
  apiKey: `SK${'8841'.repeat(8)}`,
  apiSecret: 'canary-api-secret-8841',
  adminToken: 'canary-admin-token-8841-of-32-characters',
  mediaKey: 'canary-media-signing-key-8841-8841-8841',
  databasePassword: 'canary-database-password-8841',
  phones: ['+12025558672', '+12025558673', '+12025558674', '+12025558675', '+12025558676'],
  name: 'Zebedee',
  surname: 'Quux',
  words: 'xyzzy plugh',
  fileName: 'frobozz',
} as const;

const accountSid = `AC${'8841'.repeat(8)}`;
export const account = { accountSid, number: '+12025550123' };

const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/=+$/, '');
const hashes = (text: string) =>
  ['md5', 'sha1', 'sha256'].flatMap((name) => [
    createHash(name).update(text).digest('hex'),
    createHash(name).update(text).digest('base64').replace(/=+$/, ''),
  ]);

const secrets = [
  canary.driftToken,
  canary.verificationToken,
  canary.signingSecret,
  canary.twilioToken,
  canary.apiSecret,
  canary.adminToken,
  canary.mediaKey,
  canary.databasePassword,
];
/** As they are, as credentials and as unsalted hashes; a Basic header is base64 of user and password. */
const written = [
  ...secrets.flatMap((secret) => [secret, base64(secret)]),
  base64(`${accountSid}:${canary.twilioToken}`),
  base64(`${canary.apiKey}:${canary.apiSecret}`),
  ...canary.phones.flatMap((phone) => [
    base64(phone),
    base64(phone.slice(1)),
    ...hashes(phone),
    ...hashes(phone.slice(1)),
  ]),
  canary.name,
  canary.surname,
  'xyzzy',
  'plugh',
  canary.fileName,
].map((text) => text.toLowerCase());
/** Any common spelling: with dots, dashes, blanks, brackets, percent signs, or spelt without country and area code. */
const spelt = /(?:202\D{0,4})?555\D{0,4}867[2-6](?!\d)/;

/** The canaries in a text, each with what stands around it; none where all is well. */
export function canariesIn(text: string): string[] {
  const lower = text.toLowerCase();
  const around = (at: number) => text.slice(Math.max(0, at - 120), at + 60);
  const found = written.flatMap((word) => {
    const at = lower.indexOf(word);
    return at === -1 ? [] : [`${word} in ...${around(at)}...`];
  });
  const number = spelt.exec(text);
  return number === null ? found : [...found, `a number in ...${around(number.index)}...`];
}

/** JSON of what Temporal answered, with every payload as text: protobuf writes bytes as base64. */
export function readable(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (key === 'data' && typeof part === 'string') return Buffer.from(part, 'base64').toString('utf8');
    // Not instanceof: the SDK's bytes are of another realm than a test's.
    if (ArrayBuffer.isView(part))
      return Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('utf8');
    return part;
  });
}
