import type { SettingsFor } from '../../src/orgs/settings/settings-for.js';
import { loadConfig, type Config } from '../../src/platform/config/config.js';

/** Every org goes by the environment. */
export function fixedSettings(config: Config = loadConfig({ SANDBOX: 'on' })): SettingsFor {
  const { behaviour, caps, sms } = config;
  const inForce = () => Promise.resolve({ behaviour, caps, sms, version: 0 });
  return { org: inForce, conversation: inForce };
}
