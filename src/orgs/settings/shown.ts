import { vendorSettings } from '../../contracts/stored-names.js';
import type { OrgSource, Overrides } from './org-settings.js';
import { settingTable, type Setting } from './setting-table.js';

/** A list is shown as one, anything else as the text that the variable would hold; null: nothing is set. */
export type ShownSettings = Readonly<Record<string, string | readonly string[] | null>>;

/** Those that are lists of numbers. */
const LISTS = new Set<string>([vendorSettings.numbers]);

/** The settings that an org goes by, as people set them. `defaults`: the environment's texts, by variable. */
export function showSettings(
  defaults: Readonly<Record<string, string>>,
  source: OrgSource,
  overrides: Overrides,
): ShownSettings {
  const textOf = ({ name, variable }: Setting): string | null => {
    const inherits = source === 'environment' || variable.perOrg === 'default';
    const standsIn = inherits ? defaults[variable.name] : variable.default;
    return overrides[name] ?? standsIn ?? null;
  };
  return Object.fromEntries(
    [...settingTable.values()].map((setting) => {
      const text = textOf(setting);
      return [
        setting.name,
        LISTS.has(setting.name) ? (text?.split(',').map((one) => one.trim()) ?? []) : text,
      ];
    }),
  );
}
