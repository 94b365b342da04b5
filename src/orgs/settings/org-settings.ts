import type { Behaviour, Caps, Config, SmsConfig } from '../../platform/config/config.js';
import { vendorSettings } from '../../contracts/stored-names.js';
import { settingTable, type Setting } from './setting-table.js';

/** How texts of an org are sent, but for the credentials. */
export type Sending = Pick<
  SmsConfig,
  'apiUrl' | 'fromNumbers' | 'repNumbers' | 'senderRate' | 'messagingServiceSid'
>;

/** What an org's conversations go by. */
export interface OrgSettings {
  readonly behaviour: Behaviour;
  readonly caps: Caps;
  readonly sms: Sending;
}

/** What is the environment's, and every org's unless the org says otherwise. */
export type EnvironmentSettings = Pick<Config, 'behaviour' | 'caps' | 'sms'>;

/** An org's own values, as the text that the variable of the same meaning would hold. */
export type Overrides = Readonly<Record<string, string>>;

/** `environment`: the org that the environment's credentials belong to. */
export type OrgSource = 'environment' | 'oauth';

/** Settings without which no text goes out. */
const NEEDED = ['businessName', vendorSettings.numbers] as const;

/** What another org has of a setting that is each company's own, until it sets it. */
const unset: Readonly<Record<string, unknown>> = {
  businessName: '',
  [vendorSettings.numbers]: [],
  repNumbers: {},
  signedIdentities: 'off',
  [vendorSettings.messagingService]: null,
};

/**
 * The settings of an org: its own values over the environment's. A company is never spoken for by another one's name, numbers or promise about
 * its site, so these do not come from the environment to an org that installed by OAuth; until it has the needed ones, it has no first texts.
 */
export function orgSettings(
  environment: EnvironmentSettings,
  source: OrgSource,
  overrides: Overrides,
): OrgSettings {
  const parts = {
    behaviour: { ...environment.behaviour },
    caps: { ...environment.caps },
    sms: sendingOf(environment),
  };
  for (const setting of settingTable.values()) {
    const value = ownValue(setting, source, overrides);
    if (value !== undefined) Object.assign(parts[setting.group], { [setting.key]: value });
  }
  if (missingSettings(source, overrides).length > 0) Object.assign(parts.behaviour, { followUps: false });
  return parts;
}

/** The needed settings that an org lacks, by their names in the admin API. */
export const missingSettings = (source: OrgSource, overrides: Overrides): string[] =>
  source === 'environment' ? [] : NEEDED.filter((name) => overrides[name] === undefined);

function ownValue({ name, variable }: Setting, source: OrgSource, overrides: Overrides): unknown {
  const text = overrides[name];
  // It was checked when it was set. One that a later version no longer takes is as good as unset.
  const parsed = text === undefined ? undefined : variable.schema.safeParse(text);
  if (parsed?.success === true) return parsed.data;
  return source === 'oauth' && variable.perOrg === 'own' ? unset[name] : undefined;
}

const sendingOf = ({ sms }: EnvironmentSettings): Sending => {
  const { apiUrl, fromNumbers, repNumbers, senderRate, messagingServiceSid } = sms;
  return { apiUrl, fromNumbers, repNumbers, senderRate, messagingServiceSid };
};
