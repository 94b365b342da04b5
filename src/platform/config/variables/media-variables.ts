import { z } from 'zod';
import { duration, hostList, onOff } from '../formats.js';
import { variable } from './variable.js';

/** Pictures and files. */
export const media = {
  /** Whether a rep's files go out as MMS where they can. */
  mms: variable({
    name: 'MMS',
    group: 'policy',
    about:
      "Whether a rep's pictures and files go out as MMS if the phone's country and the file type allow it. Otherwise, and if off, " +
      'they go out as links in the text.',
    shouldBe: 'on or off',
    default: 'on',
    inSupportBundle: 'value',
    schema: onOff,
  }),
  linkTtlMs: variable({
    name: 'MEDIA_LINK_TTL',
    group: 'policy',
    about: 'How long pictures and files from either side are kept and their signed links work.',
    shouldBe: 'a time such as 7d, from 1h to 90d',
    default: '7d',
    inSupportBundle: 'value',
    schema: duration(3_600_000, 90 * 24 * 3_600_000),
  }),
  signingKey: variable({
    name: 'MEDIA_SIGNING_KEY',
    group: 'rarely',
    about:
      'Key that signs the links to pictures and files; a new key invalidates all links. Unset: derived from TWILIO_AUTH_TOKEN.',
    shouldBe: 'at least 32 characters without spaces, such as `openssl rand -hex 32` prints',
    secret: true,
    schema: z.string().regex(/^\S{32,}$/),
  }),
  /** Where Twilio's API may send us on to for a picture. */
  hosts: variable({
    name: 'MEDIA_HOSTS',
    group: 'rarely',
    about:
      "Hosts to which Twilio's API may redirect us for a picture, without credentials and over https only. *.name stands for " +
      'all names under it, name/path for everything below the path.',
    shouldBe: 'comma-separated host names',
    default: '*.twiliocdn.com,s3-external-1.amazonaws.com/media.twiliocdn.com',
    schema: hostList,
  }),
};
