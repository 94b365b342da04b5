import type { Config } from '../../platform/config/config.js';
import { codeOf } from './records.js';

/** A process's own metrics without histogram buckets, or the reason why it was not reached. */
export type ProcessReport = Readonly<Record<string, number>> | { readonly notReached: string };

const WITHIN_MS = 3_000;
/** Some other program may answer at the address, so only lines of our own metrics are kept. */
const LINE = /^(textback_\w+(?:\{[^}]*\})?) (\S+)$/;

/** State of breakers, credentials, limits and counts, from `/metrics` of this machine's gateway and worker. */
export async function askProcesses({ server, worker }: Config): Promise<Record<string, ProcessReport>> {
  const { host, port, adminHost, adminPort } = server;
  return {
    gateway: await askProcess(adminPort === null ? metricsAt(host, port) : metricsAt(adminHost, adminPort)),
    worker:
      worker.port === null
        ? { notReached: 'WORKER_PORT is not set' }
        : await askProcess(metricsAt(host, worker.port)),
  };
}

function metricsAt(host: string, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port}/metrics`;
}

async function askProcess(url: string): Promise<ProcessReport> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(WITHIN_MS), redirect: 'error' });
    if (!answer.ok) return { notReached: `HTTP ${answer.status}` };
    return samples(await answer.text());
  } catch (error) {
    return { notReached: codeOf(error instanceof Error && error.cause ? error.cause : error) };
  }
}

function samples(page: string): Record<string, number> {
  const lines = page.split('\n').flatMap((line) => {
    const [, series = '', value = ''] = LINE.exec(line) ?? [];
    const isWanted = series !== '' && !series.includes('_bucket{') && value !== '0';
    return isWanted || series.startsWith('textback_breaker') || series.startsWith('textback_credentials')
      ? [[series, Number(value)] as const]
      : [];
  });
  return Object.fromEntries(lines);
}
