import { randomUUID } from 'node:crypto';
import { userInfo } from 'node:os';
import type { ArgumentsCamelCase, Argv } from 'yargs';
import { editions, type Edition } from '../../contracts/scopes.js';
import type { Asked } from '../../contracts/operator.js';
import { connectPaths } from '../../contracts/stored-names.js';
import { makeConnectLink } from '../../operate/operations/connect-link.js';
import { disconnectOrg } from '../../operate/operations/disconnect-org.js';
import { operationResults } from '../../operate/operations/results.js';
import { checkConnection } from '../../orgs/connect/check.js';
import type { Connecting } from '../../orgs/connect/connecting.js';
import { listConnections } from '../../orgs/connections/connection-store.js';
import { createOrgTokens } from '../../orgs/connections/org-tokens.js';
import { listOrgs } from '../../orgs/registry/registry.js';
import { createVault } from '../../orgs/vault/vault.js';
import type { Config } from '../../platform/config/config.js';
import type { Pool } from '../../platform/db/pool.js';
import { createLogger } from '../../platform/logging/logger.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { KeysMissing } from '../../platform/secrets/key-encryption.js';
import { createOauthApps } from '../../vendors/oauth-apps.js';
import { addCommand, BadCall, type Choose, type Command } from '../shared/command.js';
import { jsonOption, text } from '../shared/options.js';
import { orgIn } from '../shared/org-option.js';
import { reachGateway, reachKeys } from '../shared/reach.js';
import { readConfig } from '../shared/surroundings.js';
import { withDatabase } from '../shared/with-database.js';

const TIMEOUT_MS = 15_000;

interface Given {
  readonly json: boolean;
}
interface Acting extends Given {
  readonly as: string | undefined;
}

interface Outcome {
  readonly facts: object;
  readonly lines: readonly string[];
  readonly isGood?: boolean;
}

type Reached = Connecting & { readonly pool: Pool };

async function tell({ json }: Given, work: (reached: Reached) => Promise<Outcome>): Promise<number> {
  const config = await readConfig();
  const {
    facts,
    lines,
    isGood = true,
  } = await withDatabase(config, { name: 'orgs', timeoutMs: TIMEOUT_MS }, async (pool) =>
    work(await connectingOf(config, pool)),
  );
  process.stdout.write(json ? `${JSON.stringify(facts)}\n` : `${lines.join('\n')}\n`);
  return isGood ? 0 : 1;
}

/** The same as in a gateway, for as long as a command lasts. */
async function connectingOf(config: Config, pool: Pool): Promise<Reached> {
  const keys = await reachKeys(config);
  const gatewayUrl = await reachGateway(config);
  const vault = createVault(keys);
  const apps = createOauthApps(config.chat, () => `${gatewayUrl}${connectPaths.callback}`);
  const log = createLogger('orgs', config.logLevel);
  return {
    pool,
    vault,
    apps,
    log,
    environmentOrg: config.chat.orgId,
    tokens: createOrgTokens({ pool, vault, apps, log, metrics: new Metrics() }),
    beginUrl: () => `${gatewayUrl}${connectPaths.begin}`,
    hasKeys: keys !== null,
    callsPerSecond: config.chat.rateLimit.perSecond,
  };
}

const asking = ({ as }: Acting): Asked => ({
  operator: { name: as ?? userInfo().username, via: 'command' },
  requestId: randomUUID(),
});

const acting = {
  as: text('Who asks, for the audit log; if omitted, the name of the system user'),
  ...jsonOption,
} as const;

const list: Command<Given> = {
  options: (yargs) =>
    yargs.options(jsonOption).example('$0 orgs list', 'which orgs there are, and how they are'),
  run: (given) =>
    tell(given, async ({ pool }) => {
      const connections = new Map((await listConnections(pool)).map((one) => [one.orgId, one]));
      const orgs = (await listOrgs(pool)).map((org) => ({
        ...org,
        connection: connections.get(org.orgId) ?? null,
      }));
      return {
        facts: { orgs },
        lines:
          orgs.length === 0
            ? ['There are no orgs yet.']
            : orgs.map(
                ({ orgId, name, source, state, stateSince, why, connection }) =>
                  `${orgId}${name === null ? '' : ` (${name})`}: ${state} since ${stateSince.toISOString()}` +
                  `${why === null ? '' : `, ${why}`}; ${source === 'environment' ? 'by the environment' : `by OAuth, ${connection?.edition ?? 'no'} edition`}`,
              ),
      };
    }),
};

const connect: Command<Acting & { readonly org: string | undefined; readonly edition: string }> = {
  options: (yargs) =>
    yargs
      .options({
        org: text('The only org that the link is good for, by its number in Drift'),
        edition: {
          choices: editions,
          default: 'write',
          describe: 'The app to approve: the one that texts, or the one that only reads',
        },
        ...acting,
      })
      .example('$0 orgs connect', 'a link for an admin of the company, good once and for ten minutes')
      .example('$0 orgs connect --edition read', 'for a company that lets nobody write'),
  run: (given) =>
    tell(given, async ({ pool, apps, hasKeys, beginUrl }) => {
      const edition = given.edition as Edition;
      if (apps[edition] === null)
        throw new BadCall(`no Drift app of the ${edition} edition is configured here`);
      if (!hasKeys) throw new KeysMissing();
      const made = await makeConnectLink(
        pool,
        asking(given),
        { edition, orgId: orgIn(given.org) },
        beginUrl(),
      );
      return {
        facts: made,
        lines: [
          made.url,
          `Open it in the browser of an admin of the company’s Drift, once, before ${made.expiresAt.toISOString()}.`,
        ],
      };
    }),
};

const whole = (given: string): number => orgIn(given) ?? Number.NaN;

const disconnect: Command<Acting & { readonly org: string }> = {
  options: (yargs) =>
    positional(yargs.options(acting)).example(
      '$0 orgs disconnect 4711',
      'its tokens are wiped; its records stay',
    ),
  run: (given) =>
    tell(given, async (reached) => {
      const done = await disconnectOrg(reached, asking(given), whole(given.org));
      return {
        facts: done,
        lines: [`${done.result}: ${operationResults[done.result]} [audit ${done.auditId}]`],
      };
    }),
};

const check: Command<Given & { readonly org: string }> = {
  options: (yargs) =>
    positional(yargs.options(jsonOption)).example(
      '$0 orgs check 4711',
      'whether Drift takes its token, and for what',
    ),
  run: (given: ArgumentsCamelCase<Given & { readonly org: string }>) =>
    tell(given, async (reached) => {
      const found = await checkConnection(reached, whole(given.org));
      if (found === null) throw new BadCall(`org ${given.org} is not connected by OAuth`);
      const { isGood, why, edition, scopes, missing, people, peopleWhy, tookMs, callsPerSecond } = found;
      return {
        facts: found,
        lines: [
          isGood ? `Drift takes its token (${tookMs} ms).` : `It does not work: ${why ?? ''}.`,
          `  edition   ${edition}, ${callsPerSecond} calls a second`,
          `  scopes    ${scopes.join(', ') || 'none'}`,
          ...(missing.length === 0 ? [] : [`  missing   ${missing.join(', ')}`]),
          `  people    ${people ?? `not told: ${peopleWhy ?? 'not asked'}`}`,
        ],
        isGood,
      };
    }),
};

const positional = <T>(yargs: Argv<T>) =>
  yargs.positional('org', { type: 'string', demandOption: true, describe: "Drift's number of the org" });

function addOrgCommands(yargs: Argv, choose: Choose): void {
  const add = <T>(usage: string, about: string, one: Command<T>) =>
    addCommand(yargs, { below: 'orgs', usage, about }, () => Promise.resolve(one), choose);
  add('list', 'List the orgs, their states and connections', list);
  add('connect', 'Make a link that connects an org, for another browser', connect);
  add('check <org>', 'Ask Drift whether the connection of an org works', check);
  add('disconnect <org>', 'Take our app out of an org’s Drift and wipe its tokens', disconnect);
}

export const orgs: Command<unknown> = {
  options: (yargs, choose) => {
    addOrgCommands(yargs, choose);
    return yargs
      .demandCommand(1, 'say what')
      .example('$0 orgs list', 'which orgs there are, and how they are');
  },
  run: () => Promise.reject(new BadCall('say what')),
};
