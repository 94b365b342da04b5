import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { queuesOf } from '../contracts/task-queues.js';
import type { Config } from '../platform/config/config.js';
import { createPool } from '../platform/db/pool.js';
import { StatusChecker } from '../texting/delivery/status-checker.js';
import { createSettingsFor } from '../orgs/settings/settings-for.js';
import { createVault } from '../orgs/vault/vault.js';
import { createOauthApps } from '../vendors/oauth-apps.js';
import { connectPaths } from '../contracts/stored-names.js';
import { createOrgClientsPool } from '../orgs/clients-for.js';
import { createServedOrgs } from '../orgs/served-orgs.js';
import { createChannelsFor } from '../texting/delivery/channels-for.js';
import { Dispatcher } from './dispatch/dispatcher.js';
import { handleEvent } from './dispatch/handle-event.js';
import { InboxListener } from './dispatch/inbox-listener.js';
import { createLogger } from '../platform/logging/logger.js';
import { mediaKey } from '../records/media/signed-url.js';
import { createMetrics } from '../vendors/metrics.js';
import { connectClient, connectWorker, type TemporalServer } from '../platform/temporal/connection.js';
import { traceHandOver } from './dispatch/traced-handler.js';
import { Sweeps } from '../platform/leases/sweeps.js';
import { EachOrg } from '../transcripts/each-org.js';
import { ChatSweep } from '../transcripts/chat-sweep.js';
import { TextSweep } from '../transcripts/text-sweep.js';
import { startTracing } from '../platform/tracing/start-tracing.js';
import { temporalTracing } from '../platform/tracing/temporal-tracing.js';
import { servedCountriesWords } from '../telephony/served-countries.js';
import { LostWorkflows } from './lost-workflows.js';
import { runRetention } from './retention.js';
import { backlogAgeMs } from './oldest-call.js';
import { watchBudget } from './budget-watch.js';
import { startHeartbeat } from './heartbeat.js';
import { registerOrg } from './register-org.js';
import { createOrgTokens } from '../orgs/connections/org-tokens.js';
import { installRuntime } from './runtime.js';
import { claimServers } from './claim-servers.js';
import { createEnvironmentClients, createOrgClients } from './org-clients.js';
import { createServedOrg } from './served-org.js';
import { createTemporalWorkers } from './temporal-workers.js';

export interface RunningWorker {
  /** Rejects if polling ends by itself: then the process is of no use and should end, to be started again. */
  readonly failed: Promise<never>;
  /** Finishes the work at hand within its grace time and lets go of everything. */
  close(): Promise<void>;
}

export interface WorkerServers {
  /** A migrated database. */
  readonly databaseUrl: string;
  readonly temporal: TemporalServer;
  /** Where the gateway is reached, if PUBLIC_URL does not say: status callbacks go there. */
  readonly gatewayUrl?: string;
}

/** Starts everything that works on events: the dispatcher and the pollers for workflows and activities. */
export async function startWorker(
  config: Config,
  servers: WorkerServers,
  metrics = createMetrics(),
): Promise<RunningWorker> {
  const log = createLogger('worker', config.logLevel);
  await installRuntime(log, config);
  const name = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const tracing = await startTracing(config.tracing, 'worker', log);
  const traced = temporalTracing(tracing);
  const { client, connection } = connectClient(config.temporal, servers.temporal, traced.client);
  const polling = await connectWorker(config.temporal, servers.temporal);
  const pool = createPool({
    url: servers.databaseUrl,
    size: 20,
    name: 'textback-worker',
    timeoutMs: 10_000,
    log,
  });
  try {
    await claimServers(config, { pool, connection, namespace: servers.temporal.namespace }, log);
  } catch (error) {
    await Promise.all([pool.end(), polling.close(), connection.close(), tracing.close()]);
    throw error;
  }
  const settings = createSettingsFor(pool, config);
  const servedOrgs = createServedOrgs(pool, createServedOrg(config, pool));
  const publicUrl = () =>
    config.server.publicUrl ?? servers.gatewayUrl ?? `http://${config.server.host}:${config.server.port}`;
  const oauth = {
    vault: createVault(config.encryptionKeys),
    apps: createOauthApps(config.chat, () => `${publicUrl()}${connectPaths.callback}`),
  };
  const tokens = createOrgTokens({
    pool,
    ...oauth,
    log,
    metrics,
  });
  const made = { config, settings, pool, metrics, log, tracing };
  const environment = createEnvironmentClients(made);
  const { clientsFor, oldestWaitMs } = createOrgClientsPool(environment, servedOrgs, (orgId) =>
    createOrgClients(made, { account: orgId, token: tokens.tokenOf(orgId), orgId }),
  );
  const links = { key: mediaKey(config), publicUrl };
  const { reconcileWindowMs, unclearAfterMs, unclearTexts } = config.behaviour;
  const deps = {
    config,
    settings,
    pool,
    clientsFor,
    channelsFor: createChannelsFor(clientsFor, {
      pool,
      links,
      unclear: { afterMs: unclearAfterMs, policy: unclearTexts },
    }),
    ledger: { pool, metrics, reconcileWindowMs, onlyTo: config.caps.trialNumbers },
    links,
  };
  const workers = await createTemporalWorkers(config, polling, servers.temporal, name, deps, traced);
  const runs = workers.map((worker) => worker.run());

  const { taskQueue } = config.temporal;
  const handOver = {
    client,
    taskQueue,
    settings,
    pool,
    metrics,
    oauth,
    numbers: config.sms.fromNumbers,
    servedOrgs,
  };
  const handle = (event: Parameters<typeof handleEvent>[1]) =>
    traceHandOver(tracing, event, () => handleEvent(handOver, event));
  const dispatcher = new Dispatcher({ pool, holder: name, log, metrics, handle });
  const statusChecker = new StatusChecker({
    pool,
    holder: name,
    log,
    metrics,
    clientsFor,
    firstMs: config.behaviour.statusCheckAfterMs,
  });
  const { sweepIntervalMs: everyMs } = config.behaviour;
  const missed = { pool, metrics, clientsFor };
  const orgs = () => servedOrgs.list();
  const numbersOf = async (orgId: number) => (await settings.org(orgId)).sms.fromNumbers;
  const sweeps = new Sweeps({
    pool,
    holder: name,
    log,
    metrics,
    everyMs,
    sweeps: [
      new LostWorkflows(pool, client),
      new EachOrg(
        'texts',
        orgs,
        (orgId) => new TextSweep({ ...missed, orgId, numbers: () => numbersOf(orgId) }),
      ),
      new EachOrg('chats', orgs, (orgId) => new ChatSweep({ ...missed, orgId })),
    ],
  });
  const listener = new InboxListener(servers.databaseUrl, () => dispatcher.wake(), log);
  const { namespace } = config.temporal;
  const { urgent, chat: routine } = queuesOf(taskQueue);
  const inQueue = (queue: string) => backlogAgeMs(connection, namespace, queue);
  const oldestCallMs = async () =>
    Math.max(oldestWaitMs(), ...(await Promise.all([urgent, routine].map(inQueue))));
  const stopHeartbeat = startHeartbeat(pool, name, workers, connection, oldestCallMs, log);
  const budgetWatch = watchBudget({ pool, holder: name, log, limit: config.caps.firstTextsPerHour });
  const stopping = new AbortController();
  const retention = runRetention(pool, log, stopping.signal);
  const registering = registerOrg(config, settings, pool, environment.chat, log, stopping.signal);
  log.info(
    {
      worker: name,
      taskQueue,
      textCountries: servedCountriesWords(config),
      trialNumbers: config.caps.trialNumbers?.length ?? null,
    },
    'worker polls',
  );

  const failed = Promise.race(runs).then(() => {
    if (stopping.signal.aborted) return new Promise<never>(() => undefined);
    throw new Error('a poller has stopped');
  });
  failed.catch((error: unknown) => log.error({ err: error }, 'polling stopped unexpectedly'));
  return {
    failed,
    close: async () => {
      stopping.abort();
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      // Side by side: where PostgreSQL or Temporal hangs, each of them takes its time.
      await Promise.all([
        stopHeartbeat(),
        listener.close(),
        statusChecker.close(),
        budgetWatch.close(),
        sweeps.close(),
        dispatcher.close(),
      ]);
      const ended = await Promise.allSettled(runs);
      for (const end of ended)
        if (end.status === 'rejected')
          log.error({ err: end.reason as unknown }, 'a poller did not stop cleanly');
      await registering;
      await tokens.close();
      await retention;
      await polling.close();
      await connection.close();
      await pool.end();
      await tracing.close();
    },
  };
}
