import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { loadConfig } from '../platform/config/config.js';
import type { Pool } from '../platform/db/pool.js';
import { listAudit } from '../operate/operations/audit.js';
import { reprocessConversation } from '../operate/operations/conversation.js';
import { dismissHeldEvent, reprocessEvent } from '../operate/operations/events.js';
import type { Asked } from '../contracts/operator.js';
import { OperationRefused, type Done } from '../operate/operations/operator.js';
import { listPauses, pauseSending, resumeSending } from '../operate/operations/pauses.js';
import { operationResults } from '../operate/operations/results.js';
import { redriveSend, type Redrive } from '../operate/operations/sends.js';
import { BadCall, runCommand } from './command.js';
import { withDatabase } from './with-database.js';

// `npm run operate -- ...`: what an operator can do, from a shell; each is written to the audit log.

const USAGE = `Usage: npm run operate -- <what> [--as NAME] [--request ID]
  pause --why "..." [--org ID]           no text goes out (without --org: of no org)
  resume [--org ID]                      texts go out again
  reprocess-event <inbox ID>             hand a stored event over once more
  put-aside <inbox ID>                   nothing is to come of a held event
  reprocess-conversation <Drift ID>      fetch its state anew and bring ours in line
  redrive <ledger ID> <look|send-again|leave>   settle a parked send, or send an undelivered text again
  pauses                                 where texts are paused
  audit                                  what was done lately
The same --request ID again changes nothing.`;

const TIMEOUT_MS = 15_000;

async function operate(args: string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { as: text, request: text, org: text, why: text },
  });
  const asked: Asked = {
    operator: { name: values.as ?? userInfo().username, via: 'command' },
    requestId: values.request ?? randomUUID(),
  };
  const database = { name: 'operate', timeoutMs: TIMEOUT_MS };
  const told = await withDatabase(loadConfig(), database, (pool) =>
    carryOut(pool, asked, positionals, values),
  );
  process.stdout.write(told);
  return 0;
}

async function carryOut(
  pool: Pool,
  asked: Asked,
  [what, target = '', how = '']: readonly string[],
  { org, why }: { readonly org?: string | undefined; readonly why?: string | undefined },
): Promise<string> {
  const orgId = org === undefined ? null : idIn(org, 'org');
  switch (what) {
    case 'pause':
      if (!why?.trim()) throw new OperationRefused('bad_request', 'say --why, for those who find it paused');
      return told(await pauseSending(pool, asked, { orgId, why }));
    case 'resume':
      return told(await resumeSending(pool, asked, { orgId }));
    case 'reprocess-event':
      return told(await reprocessEvent(pool, asked, idIn(target, 'inbox ID')));
    case 'put-aside':
      return told(await dismissHeldEvent(pool, asked, idIn(target, 'inbox ID')));
    case 'reprocess-conversation':
      return told(await reprocessConversation(pool, asked, idIn(target, 'conversation ID')));
    case 'redrive':
      return told(await redriveSend(pool, asked, target, redriveIn(how)));
    case 'pauses':
      return `${JSON.stringify(await listPauses(pool), null, 2)}\n`;
    case 'audit':
      return `${JSON.stringify((await listAudit(pool, { before: null, limit: 50 })).entries, null, 2)}\n`;
    default:
      throw new OperationRefused('bad_request', what === undefined ? 'say what' : `there is no "${what}"`);
  }
}

const told = ({ auditId, result, repeated }: Done): string =>
  `${result}: ${operationResults[result]}${repeated ? ' (This request was answered before.)' : ''} [audit ${auditId}]\n`;

function idIn(given: string, name: string): number {
  if (!/^\d{1,15}$/.test(given)) throw new OperationRefused('bad_request', `${name} should be a number`);
  return Number(given);
}

function redriveIn(given: string): Redrive {
  const how = given.replace('-', '_');
  if (how === 'look' || how === 'send_again' || how === 'leave') return how;
  throw new OperationRefused('bad_request', 'say look, send-again or leave');
}

/** What cannot be done is told, and ends with 1; what was asked for in a way that cannot be read, with 2. */
await runCommand(USAGE, async (args) => {
  try {
    return await operate(args);
  } catch (error) {
    if (!(error instanceof OperationRefused)) throw error;
    if (error.code === 'bad_request') throw new BadCall(error.message);
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 1;
  }
});
