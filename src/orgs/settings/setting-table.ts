import { settings } from '../../platform/config/variables.js';
import { isVariable, type Settings, type Variable } from '../../platform/config/variables/variable.js';

/** A setting that an org may have a value of its own for. */
export interface Setting {
  /** As it is called in the admin API: the variable's name in camel case. */
  readonly name: string;
  readonly variable: Variable & Required<Pick<Variable, 'perOrg'>>;
  /** Where its value stands in the configuration. */
  readonly group: 'behaviour' | 'caps' | 'sms';
  readonly key: string;
}

const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

const groups = ['behaviour', 'caps', 'sms'] as const;

/** Every such setting, by its name in the admin API. The variables' own `perOrg` says which they are. */
export const settingTable: ReadonlyMap<string, Setting> = new Map(
  groups.flatMap((group) =>
    Object.entries<Settings[string]>(settings[group]).flatMap(([key, variable]) => {
      if (!isVariable(variable) || variable.perOrg === undefined) return [];
      const { perOrg } = variable;
      const name = camelCase(variable.name);
      return [[name, { name, variable: { ...variable, perOrg }, group, key }] as const];
    }),
  ),
);
