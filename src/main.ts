import { existsSync } from 'node:fs';
import { loadConfig, type Config } from './platform/config/config.js';
import { SANDBOX_ADMIN_TOKEN } from './platform/config/sandbox-credentials.js';
import { RunningParts, StopRequested } from './local/running-parts.js';
import { startTextback, type Textback } from './local/start.js';
import { servedCountriesWords } from './telephony/served-countries.js';
import { startFailure } from './platform/process/run.js';

// `npm start`: everything in one process, with a PostgreSQL and a Temporal of its own where none are configured.

/** Ctrl-C reaches npm, its children and us, and some of them pass it on: copies of one key press are not a second one. */
const SAME_KEY_PRESS_MS = 1_000;
const STOP_WITHIN_MS = 60_000;

const parts = new RunningParts();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** The first line, before anything is started: whether real people will be texted. */
function modeLine({ mode, sms, chat, behaviour }: Config): string {
  if (mode === 'sandbox')
    return 'Mode: sandbox. Drift and Twilio are simulated; nothing leaves this machine.';
  const { length } = sms.fromNumbers;
  const first = behaviour.followUps
    ? `Real visitors whose chat nobody answers are texted from ${length} ${length === 1 ? 'number' : 'numbers'}`
    : 'First texts are off; open threads go on';
  return `Mode: LIVE. ${first}, with ${new URL(chat.apiUrl).host} and ${new URL(sms.apiUrl).host}.`;
}

/** Where operators look in, and what they need for that; the sandbox's token is no secret. */
function consoleLine({ adminToken, mode }: Config, adminUrl: string): string {
  if (adminToken === null) return '  Console          off: set ADMIN_TOKEN to turn it on';
  const own = mode === 'sandbox' && adminToken === SANDBOX_ADMIN_TOKEN;
  return `  Console          ${adminUrl}/console${own ? `   (admin token: ${adminToken})` : ''}`;
}

/** Whom this start may text: nobody should find out from the bill. */
function textsLine(config: Config): string {
  const { trialNumbers } = config.caps;
  const words =
    trialNumbers === null
      ? `go to numbers of ${servedCountriesWords(config)} (TEXT_COUNTRIES)`
      : `go to ${trialNumbers.length} trial number${trialNumbers.length === 1 ? '' : 's'} only (TRIAL_NUMBERS)`;
  return `  Texts            ${words}`;
}

function describe(config: Config, running: Textback): string {
  const { gatewayUrl, adminUrl, postgres, temporal, temporalUiUrl, sandboxUrl } = running;
  return [
    '',
    'Textback is running.',
    `  Mode             ${config.mode === 'live' ? 'LIVE: real visitors are texted' : 'sandbox'}`,
    `  Gateway          ${gatewayUrl}`,
    consoleLine(config, adminUrl),
    textsLine(config),
    `  PostgreSQL       ${postgres}`,
    `  Temporal         ${temporal}`,
    ...(temporalUiUrl === null ? [] : [`  Temporal Web UI  ${temporalUiUrl}`]),
    ...(sandboxUrl === null ? [] : [`  Sandbox          ${sandboxUrl}   <- open this`]),
    'Press Ctrl-C to stop.',
    '',
  ].join('\n');
}

let ending: Promise<never> | undefined;

/** Stops every part and ends the process; whoever comes second waits for the first. */
function end(exitCode: number): Promise<never> {
  ending ??= (async () => {
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref();
    await parts.close((name, error) => complain(`${name} did not stop cleanly: ${startFailure(error)}`));
    process.exit(exitCode);
  })();
  return ending;
}

let stopAskedAt: number | null = null;

function onStopSignal(): void {
  if (stopAskedAt === null) {
    stopAskedAt = performance.now();
    say('Stopping; press Ctrl-C again to stop immediately');
    void end(0);
  } else if (performance.now() - stopAskedAt > SAME_KEY_PRESS_MS) {
    process.exit(130); // the watchdogs of PostgreSQL and Temporal end those
  }
}

async function fail(error: unknown): Promise<void> {
  if (!(error instanceof StopRequested)) {
    complain(startFailure(error));
    await end(1);
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onStopSignal);
process.on('uncaughtException', (error) => void fail(error));

try {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const config = loadConfig();
  say(modeLine(config));
  const running = await startTextback(config, parts, say);
  say(describe(config, running));
  running.failed.catch((error: unknown) => fail(error));
} catch (error) {
  await fail(error);
}
