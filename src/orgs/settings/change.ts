import { settingTable } from './setting-table.js';
import type { Overrides } from './org-settings.js';

/** What an operator sends: null takes the org's own value back. */
export type SettingsPatch = Readonly<Record<string, string | number | boolean | readonly string[] | null>>;

export type Change =
  | { readonly ok: true; readonly overrides: Overrides }
  /** A line for each value that is wrong. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Applies a change in part. Values are held to the schema of the environment's variables; an empty text counts as null. Pure. */
export function changeSettings(before: Overrides, patch: SettingsPatch): Change {
  const problems: string[] = [];
  const after = new Map(Object.entries(before));
  for (const [name, given] of Object.entries(patch)) {
    const setting = settingTable.get(name);
    if (setting === undefined) {
      problems.push(`${name} is not a setting of an org`);
      continue;
    }
    const text = given === null ? '' : textOf(given);
    if (text === '') after.delete(name);
    else if (setting.variable.schema.safeParse(text).success) after.set(name, text);
    else problems.push(`${name} should be ${setting.variable.shouldBe}`);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, overrides: Object.fromEntries(after) };
}

function textOf(given: string | number | boolean | readonly string[]): string {
  if (typeof given === 'boolean') return given ? 'on' : 'off';
  return typeof given === 'object' ? given.join(',') : String(given).trim();
}
