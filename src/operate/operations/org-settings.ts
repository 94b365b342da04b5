import type { Asked } from '../../contracts/operator.js';
import { getOrg } from '../../orgs/registry/registry.js';
import { changeSettings, type SettingsPatch } from '../../orgs/settings/change.js';
import {
  orgSettings,
  type EnvironmentSettings,
  type OrgSource,
  type Overrides,
} from '../../orgs/settings/org-settings.js';
import { lockSettings, readSettings, writeSettings } from '../../orgs/settings/settings-store.js';
import { repNumberProblems } from '../../platform/config/rep-numbers.js';
import type { Client, Pool } from '../../platform/db/pool.js';
import { lockNumbers, numbersOfOthers, replaceNumbers } from '../../records/sessions/numbers.js';
import { operate } from './audit.js';
import { OperationRefused, type Done } from './operator.js';

export interface SettingsChange {
  readonly orgId: number;
  readonly patch: SettingsPatch;
}

/**
 * Changes settings of an org, in part. Conversations that have begun keep the behaviour that they began with; numbers and caps count at
 * once. A patch that changes nothing makes no new version.
 */
export async function changeOrgSettings(
  pool: Pool,
  asked: Asked,
  { orgId, patch }: SettingsChange,
  environment: EnvironmentSettings,
): Promise<Done> {
  const target = `settings of org ${orgId}: ${Object.keys(patch).sort().join(', ')}`.slice(0, 500);
  return operate(pool, asked, { operation: 'change_settings', target }, async (client) => {
    const org = await getOrg(client, orgId);
    if (org === null) throw new OperationRefused('not_found', 'no such org');
    await lockSettings(client, orgId);
    const before = await readSettings(client, orgId);
    const change = changeSettings(before.overrides, patch);
    if (!change.ok) throw new OperationRefused('bad_request', change.problems.join('; '));
    const done = (result: 'settings_changed' | 'settings_unchanged') =>
      ({ orgId, conversationId: null, result }) as const;
    if (isSame(before.overrides, change.overrides)) return done('settings_unchanged');
    await takeNumbers(client, { orgId, source: org.source }, change.overrides, environment);
    const next = { version: before.version + 1, overrides: change.overrides };
    await writeSettings(client, orgId, next, asked.operator.name.trim().slice(0, 80));
    return done('settings_changed');
  });
}

/** A number belongs to one org. */
async function takeNumbers(
  client: Client,
  { orgId, source }: { readonly orgId: number; readonly source: OrgSource },
  overrides: Overrides,
  environment: EnvironmentSettings,
): Promise<void> {
  const { fromNumbers, repNumbers } = orgSettings(environment, source, overrides).sms;
  const [problem] = repNumberProblems(fromNumbers, repNumbers);
  if (problem !== undefined) throw new OperationRefused('bad_request', problem);
  // The environment's numbers are its org's, also before a worker has registered them.
  const reserved = source === 'environment' ? [] : environment.sms.fromNumbers;
  await lockNumbers(client);
  const taken = await numbersOfOthers(client, orgId, fromNumbers);
  if (taken.length > 0 || fromNumbers.some((number) => reserved.includes(number)))
    throw new OperationRefused('conflict', 'twilioFromNumbers has a number that belongs to another org');
  await replaceNumbers(client, orgId, fromNumbers);
}

const isSame = (one: Overrides, other: Overrides): boolean => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
};
