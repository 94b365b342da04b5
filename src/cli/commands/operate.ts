import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { listAudit } from '../../operate/operations/audit.js';
import { reprocessConversation } from '../../operate/operations/conversation.js';
import { confirmPhone, unconfirmPhone } from '../../operate/operations/phone-proof.js';
import { dismissHeldEvent, reprocessEvent } from '../../operate/operations/events.js';
import type { Asked } from '../../contracts/operator.js';
import type { Done } from '../../operate/operations/operator.js';
import { listPauses, pauseSending, resumeSending } from '../../operate/operations/pauses.js';
import { operationResults } from '../../operate/operations/results.js';
import { undoOptOut } from '../../operate/operations/opt-outs.js';
import { redriveSend, type Redrive } from '../../operate/operations/sends.js';
import type { Pool } from '../../platform/db/pool.js';
import { addCommand, BadCall, type Choose, type Command } from '../shared/command.js';
import { readConfig } from '../shared/surroundings.js';
import { withDatabase } from '../shared/with-database.js';
import { jsonOption, text } from '../shared/options.js';
import { ofOrg, orgIn } from '../shared/org-option.js';

const TIMEOUT_MS = 15_000;
const SHOWN_AUDIT_ENTRIES = 50;

/** What every operation takes. */
const common = {
  as: text('Who asks, for the audit log; if omitted, the name of the system user'),
  request: text('Name of this request: asked for twice by the same name it happens once'),
  ...jsonOption,
} as const;

interface Common {
  readonly as?: string | undefined;
  readonly request?: string | undefined;
  readonly json?: boolean | undefined;
}

const onDatabase = async <T>(work: (pool: Pool) => Promise<T>): Promise<T> =>
  withDatabase(await readConfig(), { name: 'operate', timeoutMs: TIMEOUT_MS }, work);

/** An operation that changes something: says what came of it. */
function operation<T extends Common>(
  options: (yargs: Argv<Common>) => Argv<T>,
  carryOut: (pool: Pool, asked: Asked, given: ArgumentsCamelCase<T>) => Promise<Done>,
): Command<T> {
  return {
    options: (yargs) => options(yargs.options(common)),
    run: async (given) => {
      const asked: Asked = {
        operator: { name: given.as ?? userInfo().username, via: 'command' },
        requestId: given.request ?? randomUUID(),
      };
      const done = await onDatabase((pool) => carryOut(pool, asked, given));
      process.stdout.write(given.json === true ? `${JSON.stringify(done)}\n` : told(done));
      return 0;
    },
  };
}

/** A look, which is JSON with and without --json. */
function look(load: (pool: Pool) => Promise<unknown>): Command<Common> {
  return {
    options: (yargs) => yargs.options(common),
    run: async () => {
      process.stdout.write(`${JSON.stringify(await onDatabase(load), null, 2)}\n`);
      return 0;
    },
  };
}

const told = ({ auditId, result, repeated }: Done): string =>
  `${result}: ${operationResults[result]}${repeated ? ' (This request was answered before.)' : ''} [audit ${auditId}]\n`;

function idIn(given: string, name: string): number {
  if (!/^\d{1,15}$/.test(given)) throw new BadCall(`${name} should be a number`);
  return Number(given);
}

function redriveIn(given: string): Redrive {
  const how = given.replace('-', '_');
  if (how === 'look' || how === 'send_again' || how === 'leave') return how;
  throw new BadCall('say look, send-again or leave');
}

const id = (name: string) => ({ type: 'string', demandOption: true, describe: name }) as const;
const org = (describe: string) => ({ org: text(describe) }) as const;

const which = (given: { readonly 'drift-id': string; readonly org?: string | undefined }) => ({
  conversationId: idIn(given['drift-id'], 'conversation ID'),
  orgId: orgIn(given.org),
});

const pause = operation(
  (yargs) =>
    yargs
      .options({
        why: { ...text('For those who find it paused'), demandOption: true },
        ...org('Of this org only, by its number in Drift; if omitted, of every org'),
      })
      .example('$0 operate pause --why "texts look wrong"', 'of every org, at once'),
  (pool, asked, given) => {
    if (!given.why.trim()) throw new BadCall('say --why, for those who find it paused');
    return pauseSending(pool, asked, { orgId: orgIn(given.org), why: given.why });
  },
);

const resume = operation(
  (yargs) =>
    yargs
      .options(org('Of this org, by its number in Drift; if omitted, the pause that is for every org'))
      .example('$0 operate resume', 'what is overdue looks at once whether it is still wanted'),
  async (pool, asked, given) => {
    const { caps } = await readConfig();
    return resumeSending(pool, asked, { orgId: orgIn(given.org), budget: caps.firstTextsPerHour });
  },
);

const reprocess = operation(
  (yargs) =>
    yargs
      .positional('inbox-id', id('Its ID in the inbox'))
      .example('$0 operate reprocess-event 815', 'after what it failed for is mended'),
  (pool, asked, given) => reprocessEvent(pool, asked, idIn(given['inbox-id'], 'inbox ID')),
);

const dismiss = operation(
  (yargs) =>
    yargs
      .positional('inbox-id', id('Its ID in the inbox'))
      .example('$0 operate dismiss-event 815', 'it leaves the list of held events'),
  (pool, asked, given) => dismissHeldEvent(pool, asked, idIn(given['inbox-id'], 'inbox ID')),
);

const refresh = operation(
  (yargs) =>
    yargs
      .positional('drift-id', id("Drift's number of the conversation"))
      .options(ofOrg)
      .example('$0 operate reprocess-conversation 4711', 'what no webhook has told is made good'),
  (pool, asked, given) => reprocessConversation(pool, asked, which(given)),
);

const confirm = operation(
  (yargs) =>
    yargs
      .positional('drift-id', id("Drift's number of the conversation"))
      .options(ofOrg)
      .example('$0 operate confirm-phone 4711', 'the web chat shows what the phone texts from now on'),
  (pool, asked, given) => confirmPhone(pool, asked, which(given)),
);

const unconfirm = operation(
  (yargs) =>
    yargs
      .positional('drift-id', id("Drift's number of the conversation"))
      .options(ofOrg)
      .example('$0 operate unconfirm-phone 4711', 'what the phone texts is posted as private notes again'),
  (pool, asked, given) => unconfirmPhone(pool, asked, which(given)),
);

const undo = operation(
  (yargs) =>
    yargs
      .positional('drift-id', id("Drift's number of the conversation"))
      .options({
        why: { ...text('For the audit log'), demandOption: true },
        ...ofOrg,
        'override-stop': {
          type: 'boolean',
          describe: 'Even if the phone itself texted STOP: only if its owner has taken that back',
        },
      })
      .example('$0 operate undo-opt-out 4711 --why "a stranger said it"', 'texts may go there again'),
  (pool, asked, given) => {
    if (!given.why.trim()) throw new BadCall('say --why, for the audit log');
    return undoOptOut(pool, asked, which(given), {
      why: given.why,
      overrideStop: given['override-stop'] === true,
    });
  },
);

const redrive = operation(
  (yargs) =>
    yargs
      .positional('ledger-id', id('Its ID in the ledger'))
      .positional('how', id('look, send-again or leave'))
      .example('$0 operate redrive 42 look', 'ask the vendor once more'),
  (pool, asked, given) => redriveSend(pool, asked, given['ledger-id'], redriveIn(given.how)),
);

function addOperations(yargs: Argv, choose: Choose): void {
  const add = <T>(usage: string, about: string, command: Command<T>, aliases: readonly string[] = []) =>
    addCommand(yargs, { below: 'operate', usage, aliases, about }, () => Promise.resolve(command), choose);
  add('pause', 'Let no text go out', pause);
  add('resume', 'Let texts go out again', resume);
  add('reprocess-event <inbox-id>', 'Hand a stored event over once more', reprocess);
  add('dismiss-event <inbox-id>', 'Let nothing come of a held event', dismiss, ['put-aside']);
  add('reprocess-conversation <drift-id>', 'Fetch its state anew and bring ours in line', refresh);
  add('confirm-phone <drift-id>', "Show the visitor's texts in the web chat: the phone is theirs", confirm);
  add('unconfirm-phone <drift-id>', "Take that back: post the visitor's texts as private notes", unconfirm);
  add('undo-opt-out <drift-id>', 'Take back that a visitor wants no texts', undo);
  add(
    'redrive <ledger-id> <how>',
    'Settle a parked or refused send, or send an undelivered text again',
    redrive,
  );
  add(
    'pauses',
    'Show where texts are paused',
    look(async (pool) => listPauses(pool, (await readConfig()).caps.firstTextsPerHour)),
  );
  add(
    'audit',
    'Show what was done lately',
    look(async (pool) => {
      const { entries } = await listAudit(pool, { before: null, limit: SHOWN_AUDIT_ENTRIES });
      return entries;
    }),
  );
}

/** What an operator can do, from a shell; each is written to the audit log. */
export const operate: Command<unknown> = {
  options: (yargs, choose) => {
    addOperations(yargs, choose);
    return yargs
      .options(common)
      .demandCommand(1, 'say what')
      .example('$0 operate pause --why "texts look wrong"', 'the emergency stop: no text goes out');
  },
  run: () => Promise.reject(new BadCall('say what')),
};
