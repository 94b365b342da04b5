import { userInfo } from 'node:os';
import type { Argv } from 'yargs';
import { abandonKey } from '../../orgs/vault/abandon-key.js';
import { faultOf, findUnopenable, forgetUnusedKeys, listUsedKeys } from '../../orgs/vault/check-keys.js';
import { rewrapDataKeys } from '../../orgs/vault/rewrap.js';
import type { Pool } from '../../platform/db/pool.js';
import { KeysMissing, type KeyEncryption } from '../../platform/secrets/key-encryption.js';
import { addCommand, BadCall, type Choose, type Command } from '../shared/command.js';
import { jsonOption, text } from '../shared/options.js';
import { reachKeys } from '../shared/reach.js';
import { readConfig } from '../shared/surroundings.js';
import { withDatabase } from '../shared/with-database.js';

const TIMEOUT_MS = 60_000;

interface Given {
  readonly json: boolean;
}

interface Outcome {
  readonly facts: object;
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

async function tell(
  { json }: Given,
  work: (pool: Pool, keys: KeyEncryption | null) => Promise<Outcome>,
): Promise<number> {
  const config = await readConfig();
  const keys = await reachKeys(config);
  const { facts, lines, isGood } = await withDatabase(
    config,
    { name: 'keys', timeoutMs: TIMEOUT_MS },
    (pool) => work(pool, keys),
  );
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : `${lines.join('\n')}\n`);
  return isGood ? 0 : 1;
}

const orgs = (count: number): string => `${count} ${count === 1 ? 'org' : 'orgs'}`;

const faults = {
  missing: 'not here: ENCRYPTION_KEYS is not set',
  unknown: 'not in ENCRYPTION_KEYS',
  differs: 'ENCRYPTION_KEYS has another key by this name',
} as const;

const check: Command<Given> = {
  options: (yargs) =>
    yargs
      .options(jsonOption)
      .example('$0 keys check', 'before a key leaves ENCRYPTION_KEYS, and after a restore'),
  run: (given) =>
    tell(given, async (pool, keys) => {
      const used = await Promise.all(
        (await listUsedKeys(pool)).map(async (key) => ({
          key: key.keyId,
          orgs: key.orgs,
          isActive: key.keyId === keys?.activeId,
          fault: await faultOf(key, keys),
        })),
      );
      const unopenable = keys === null ? [] : await findUnopenable(pool, keys);
      const isGood = unopenable.length === 0 && used.every(({ fault }) => fault === null);
      return {
        facts: { active: keys?.activeId ?? null, keys: used, unopenable },
        lines: [
          keys === null ? 'There are no keys here: nothing can be sealed.' : `Active key: ${keys.activeId}`,
          ...used.map(
            ({ key, orgs: count, isActive, fault }) =>
              `  ${key}: ${orgs(count)}${isActive ? ' (active)' : ''}${fault === null ? '' : `: ${faults[fault]}`}`,
          ),
          ...unopenable.map((orgId) => `  org ${orgId}: its secrets do not open with these keys`),
        ],
        isGood,
      };
    }),
};

const rewrap: Command<Given> = {
  options: (yargs) =>
    yargs
      .options(jsonOption)
      .example('$0 keys rewrap', 'after a new key was put first; again, or after it was killed, it goes on'),
  run: (given) =>
    tell(given, async (pool, keys) => {
      const isUsed = (await listUsedKeys(pool)).some(({ orgs: count }) => count > 0);
      if (keys === null && isUsed) throw new KeysMissing();
      const { rewrapped, failed } =
        keys === null
          ? { rewrapped: 0, failed: [] }
          : await rewrapDataKeys(pool, keys, ({ rewrapped: done, all }) =>
              process.stderr.write(`${done} of ${orgs(all)} rewrapped\n`),
            );
      const unused = await forgetUnusedKeys(pool, keys?.activeId ?? null);
      return {
        facts: { rewrapped, failed, unused },
        lines: [
          `${orgs(rewrapped)} rewrapped.`,
          ...unused.map((key) => `${key} seals nothing any more: it may leave ENCRYPTION_KEYS.`),
          ...failed.map(
            (orgId) => `org ${orgId}: its secrets do not open with these keys; left as they are.`,
          ),
        ],
        isGood: failed.length === 0,
      };
    }),
};

const abandon: Command<Given & { readonly key: string; readonly as: string | undefined }> = {
  options: (yargs) =>
    yargs
      .positional('key', { type: 'string', demandOption: true, describe: 'The name of the lost key' })
      .options({
        as: text('Who asks, for the audit log; if omitted, the name of the system user'),
        ...jsonOption,
      })
      .example('$0 keys abandon k1', 'the key is lost for good: the orgs under it connect again'),
  run: (given) =>
    tell(given, async (pool, keys) => {
      if (keys?.has(given.key) === true)
        throw new BadCall(`ENCRYPTION_KEYS has ${given.key}: it is not lost, and nothing was changed`);
      const by = { operator: given.as ?? userInfo().username, via: 'command' } as const;
      const lost = await abandonKey(pool, given.key, by);
      return {
        facts: { abandoned: given.key, orgs: lost },
        lines: [
          `${given.key} is given up, and with it the stored secrets of ${orgs(lost.length)}.`,
          ...lost.map((orgId) => `org ${orgId}: has to connect again.`),
        ],
        isGood: true,
      };
    }),
};

function addKeyCommands(yargs: Argv, choose: Choose): void {
  const add = <T>(usage: string, about: string, one: Command<T>) =>
    addCommand(yargs, { below: 'keys', usage, about }, () => Promise.resolve(one), choose);
  add('check', 'Try whether everything that is sealed opens with ENCRYPTION_KEYS', check);
  add('rewrap', 'Bring every org under the active key, so that an old one may go', rewrap);
  add('abandon <key>', 'Give up a key that is lost for good, and what it has sealed', abandon);
}

export const keys: Command<unknown> = {
  options: (yargs, choose) => {
    addKeyCommands(yargs, choose);
    return yargs
      .demandCommand(1, 'say what')
      .example('$0 keys check', 'which keys are in use, and whether they fit');
  },
  run: () => Promise.reject(new BadCall('say what')),
};
