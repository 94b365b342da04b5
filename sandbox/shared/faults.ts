import { z } from 'zod';
import { seededRandom } from './seeded-random.js';

/**
 * What can go wrong on request. `before` and plain answers leave no effect; `after` kinds do what was asked and then
 * lose the answer: the socket is cut (`reset-after`), nothing is ever answered (`timeout-after`), or a 2xx carries
 * text that is no JSON (`garbage-after`). `status` answers with any HTTP status, and a vendor's own error code if one is given.
 */
export const faultKinds = [
  'latency',
  '429',
  '500',
  '502-html',
  '503',
  'reset-before',
  'reset-after',
  'timeout-after',
  'garbage-after',
  'unauthorized',
  'status',
] as const;
export type FaultKind = (typeof faultKinds)[number];

export const faultRuleSchema = z.strictObject({
  id: z.string().min(1).optional(),
  /** Any method when absent. */
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .optional(),
  /** A path prefix (`/contacts`), a whole path with parameters (`/conversations/:id/messages`), or `*` for all. */
  route: z.string().min(1),
  kind: z.enum(faultKinds),
  /** For `status`: the HTTP status; default 400. */
  status: z.number().int().min(300).max(599).optional(),
  /** For `status`: Twilio's error code. */
  code: z.number().int().optional(),
  /** For 429 and 503: the Retry-After header; no header when absent. */
  retryAfterSeconds: z.number().nonnegative().optional(),
  /** For `latency`, and a wait before the answer of any other kind. */
  latencyMs: z.number().nonnegative().optional(),
  /** Fires this often, then the rule rests in the list as spent. For ever when absent. */
  times: z.number().int().positive().optional(),
  /** Fires for this share of the calls that match; the same seed picks the same calls. */
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
});
export type FaultRule = z.output<typeof faultRuleSchema>;

export interface FaultStatus extends FaultRule {
  id: string;
  fired: number;
  spent: boolean;
}

interface LiveRule {
  status: FaultStatus;
  random: () => number;
}

export class Faults {
  #rules: LiveRule[] = [];
  #added = 0;
  readonly #changed: () => void;

  constructor(changed: () => void = () => undefined) {
    this.#changed = changed;
  }

  add(rule: FaultRule): FaultStatus {
    this.#added += 1;
    const status: FaultStatus = { ...rule, id: rule.id ?? `fault-${this.#added}`, fired: 0, spent: false };
    this.#rules = this.#rules.filter((live) => live.status.id !== status.id);
    this.#rules.push({ status, random: seededRandom(rule.seed ?? this.#added) });
    this.#changed();
    return status;
  }

  /** Replaces all rules. */
  replace(rules: readonly FaultRule[]): FaultStatus[] {
    this.#rules = [];
    return rules.map((rule) => this.add(rule));
  }

  /** Removes one rule, or all. Returns how many went. */
  clear(id?: string): number {
    const before = this.#rules.length;
    this.#rules = id === undefined ? [] : this.#rules.filter((live) => live.status.id !== id);
    this.#changed();
    return before - this.#rules.length;
  }

  list(): FaultStatus[] {
    return this.#rules.map((live) => ({ ...live.status }));
  }

  /** The rules that fire for this call: every matching latency, and the first matching rule of another kind. */
  fire(method: string, path: string): FaultStatus[] {
    const fired: FaultStatus[] = [];
    for (const { status, random } of this.#rules) {
      if (status.spent || !matches(status, method, path)) continue;
      if (status.kind !== 'latency' && fired.some((other) => other.kind !== 'latency')) continue;
      if (status.probability !== undefined && random() >= status.probability) continue;
      status.fired += 1;
      status.spent = status.times !== undefined && status.fired >= status.times;
      fired.push({ ...status });
    }
    if (fired.length > 0) this.#changed();
    return fired;
  }
}

function matches(rule: FaultRule, method: string, path: string): boolean {
  if (rule.method !== undefined && rule.method !== method) return false;
  if (rule.route === '*') return true;
  if (!rule.route.includes('/:')) return path.startsWith(rule.route);
  const pattern = rule.route.split('/');
  const parts = path.split('/');
  return (
    pattern.length === parts.length &&
    pattern.every((piece, index) => piece.startsWith(':') || piece === parts[index])
  );
}
