import { parseArgs } from 'node:util';
import { loadConfigFor } from '../src/platform/config/config.js';
import { sandboxCredentials } from '../src/platform/config/sandbox-credentials.js';
import { startSandbox } from './sandbox.js';

const USAGE = `Usage: npm run sandbox -- [--host 127.0.0.1] [--port 4000] [--textback http://127.0.0.1:3000] [--textback-admin ...]

  --host      the address to listen on
  --port      the page's port; Drift listens on the next one, Twilio on the one after
  --textback  where webhooks go: the PUBLIC_URL of Textback, or of what you test; when it is given, the page asks it
              what it does with a conversation
  --textback-admin  where it is asked, if not there: Textback's ADMIN_HOST and ADMIN_PORT
`;
const DEFAULT_TEXTBACK = 'http://127.0.0.1:3000';
const LARGEST_PORT = 65_533;

interface Arguments {
  host: string;
  port: number;
  /** Null if `--textback` was not given. */
  textback: string | null;
  /** Where the page asks Textback: `--textback`, unless its admin API has a port of its own. */
  textbackAdmin: string | null;
}

/** Reads the flags; throws an Error with a sentence for people. */
function readArguments(args: string[], defaultPort: number): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: String(defaultPort) },
      textback: { type: 'string' },
      'textback-admin': { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > LARGEST_PORT) {
    throw new Error(`--port must be a number from 1 to ${LARGEST_PORT}, not ${values.port}`);
  }
  for (const name of ['textback', 'textback-admin'] as const) {
    const url = values[name];
    if (url !== undefined && !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
      throw new Error(`--${name} must be an http(s) URL, not ${url}`);
  }
  const { textback = null } = values;
  return { host: values.host, port, textback, textbackAdmin: values['textback-admin'] ?? textback };
}

async function main(): Promise<void> {
  const config = loadConfigFor('sandbox');
  const { host, port, textback, textbackAdmin } = readArguments(process.argv.slice(2), config.sandboxPort);
  const { adminToken, behaviour, temporal } = config;
  const sandbox = await startSandbox({
    host,
    ports: { page: port, drift: port + 1, twilio: port + 2 },
    webhookUrl: textback ?? DEFAULT_TEXTBACK,
    ...(adminToken === null || textbackAdmin === null
      ? {}
      : {
          textback: {
            url: textbackAdmin,
            adminToken,
            namespace: temporal.namespace,
            followUpDelayMs: behaviour.followUpDelayMs,
            quietHours: behaviour.quietHours,
            ...(temporal.uiUrl === null ? {} : { temporalUiUrl: temporal.uiUrl }),
          },
        }),
  });
  const { drift, twilio } = sandboxCredentials;
  process.stdout.write(
    [
      'The sandbox is running. Nothing leaves this machine.',
      `  page    ${sandbox.pageUrl}`,
      `  Drift   ${sandbox.driftUrl}   Bearer ${drift.accessToken}`,
      `  Twilio  ${sandbox.twilioUrl}   ${twilio.accountSid}:${twilio.authToken}`,
      `  webhooks go to ${textback ?? DEFAULT_TEXTBACK}/webhooks/drift and /webhooks/twilio/inbound`,
      '  Press Ctrl-C to stop.',
      '',
    ].join('\n'),
  );
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    void sandbox.close();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** One message for a problem that the user can fix; the whole error for a defect. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `Port ${port ?? ''} is in use. Choose another with --port.\n`;
  if (code?.startsWith('ERR_PARSE_ARGS') || code === undefined) return `${error.message}\n\n${USAGE}`;
  return `${error.stack ?? error.message}\n`;
}

main().catch((error: unknown) => {
  process.stderr.write(explain(error));
  process.exitCode = 1;
});
