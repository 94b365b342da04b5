import type { Queryable } from '../../platform/db/pool.js';
import {
  missingSettings,
  orgSettings,
  type EnvironmentSettings,
  type OrgSettings,
  type Overrides,
} from './org-settings.js';
import { readSettingsVersion, versionsInForce } from './settings-store.js';

export interface OrgSettingsInForce extends OrgSettings {
  /** Of the org's own values; 0 if it has none. */
  readonly version: number;
}

export interface SettingsFor {
  /** As they are now: for what begins. */
  org(orgId: number): Promise<OrgSettingsInForce>;
  /**
   * For a conversation: behaviour as it was when the conversation began; caps, numbers and the switch FOLLOW_UPS as they are now, since
   * they guard against what nobody wants any more.
   */
  conversation(ref: { readonly orgId: number; readonly conversationId: number }): Promise<OrgSettingsInForce>;
}

/** Old versions are read once and kept: they never change. More than this, and the oldest is read again when it is needed. */
const KEPT_VERSIONS = 1_000;

/** Costs one look at three indexes; an org's own values are read from the database once for each version. */
export function createSettingsFor(db: Queryable, environment: EnvironmentSettings): SettingsFor {
  const kept = new Map<string, Overrides>();
  const overridesOf = async (orgId: number, version: number): Promise<Overrides> => {
    const key = `${orgId}:${version}`;
    const known = kept.get(key);
    if (known !== undefined) return known;
    const { overrides } = await readSettingsVersion(db, orgId, version);
    const oldest = kept.size >= KEPT_VERSIONS ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(key, overrides);
    return overrides;
  };
  const inForce = async (orgId: number, conversationId: number | null): Promise<OrgSettingsInForce> => {
    const { source, mayWrite, latest, began } = await versionsInForce(db, orgId, conversationId);
    const set = orgSettings(environment, source, await overridesOf(orgId, latest));
    // Nobody is texted for an org whose chats we cannot write into.
    const now = mayWrite ? set : { ...set, behaviour: { ...set.behaviour, followUps: false } };
    const atFirst = began === latest ? null : await overridesOf(orgId, began);
    // An org that was not set up yet when the chat began has nothing that is worth keeping.
    if (atFirst === null || missingSettings(source, atFirst).length > 0) return { ...now, version: latest };
    const { behaviour } = orgSettings(environment, source, atFirst);
    const { followUps } = now.behaviour;
    return { ...now, behaviour: { ...behaviour, followUps }, version: began };
  };
  return {
    org: (orgId) => inForce(orgId, null),
    conversation: ({ orgId, conversationId }) => inForce(orgId, conversationId),
  };
}
