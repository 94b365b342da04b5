import { parseArgs } from 'node:util';
import { loadConfigFor } from '../src/platform/config/config.js';
import { sandboxCredentials } from '../src/platform/config/sandbox-credentials.js';
import { startSandbox } from './sandbox.js';

const USAGE = `Usage: npm run sandbox -- [--host 127.0.0.1] [--port 4000] [--textback http://127.0.0.1:3000]

  --host      the address to listen on
  --port      the page's port; Drift listens on the next one, Twilio on the one after
  --textback  where webhooks go: the PUBLIC_URL of Textback, or of what you test; when it is given, the page asks it
              what it does with a conversation
`;
const DEFAULT_TEXTBACK = 'http://127.0.0.1:3000';
const LARGEST_PORT = 65_533;

interface Arguments {
  host: string;
  port: number;
  /** Null if `--textback` was not given. */
  textback: string | null;
}

/** Reads the flags; throws an Error with a sentence for people. */
function readArguments(args: string[], defaultPort: number): Arguments {
  const { values } = parseArgs({
    args,
    options: {
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: String(defaultPort) },
      textback: { type: 'string' },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > LARGEST_PORT) {
    throw new Error(`--port must be a number from 1 to ${LARGEST_PORT}, not ${values.port}`);
  }
  const { textback } = values;
  if (textback !== undefined && !/^https?:$/.test(URL.canParse(textback) ? new URL(textback).protocol : '')) {
    throw new Error(`--textback must be an http(s) URL, not ${textback}`);
  }
  return { host: values.host, port, textback: textback ?? null };
}

async function main(): Promise<void> {
  const config = loadConfigFor('sandbox');
  const { host, port, textback } = readArguments(process.argv.slice(2), config.sandboxPort);
  const { adminToken, behaviour, temporal } = config;
  const sandbox = await startSandbox({
    host,
    ports: { page: port, drift: port + 1, twilio: port + 2 },
    webhookUrl: textback ?? DEFAULT_TEXTBACK,
    ...(adminToken === null || textback === null
      ? {}
      : {
          textback: {
            url: textback,
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
