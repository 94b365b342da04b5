import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly AlertRule[] }[];
}

export async function readRules(): Promise<RuleFile> {
  return parse(await readFile('deploy/alerts.yml', 'utf8')) as RuleFile;
}

interface UnitTestFile {
  readonly tests: readonly {
    readonly name: string;
    readonly alert_rule_test: readonly {
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }[];
  }[];
}

/** What promtool's unit tests expect of which alert. */
export async function readUnitTests(
  file: string,
): Promise<{ name: string; alert: string; fires: boolean }[]> {
  const { tests } = parse(await readFile(`deploy/${file}`, 'utf8')) as UnitTestFile;
  return tests.flatMap(({ name, alert_rule_test: expected }) =>
    expected.map(({ alertname, exp_alerts: alerts }) => ({
      name,
      alert: alertname,
      fires: alerts.length > 0,
    })),
  );
}

export const rulesOf = ({ groups }: RuleFile): AlertRule[] => groups.flatMap(({ rules }) => rules);

/** The metrics that a PromQL expression names, with the labels that it picks by; a histogram's series count as the histogram. */
export function metricsIn(expr: string): { name: string; labels: string[] }[] {
  return [...expr.matchAll(/\b((?:textback|temporal)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', matchers = '']) => ({
      name: name.replace(/_(bucket|sum|count)$/, ''),
      labels: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
    }),
  );
}
