import { z } from 'zod';

/** Which table of docs/configuration.md a setting stands in: what everybody sets, what a company decides, the rest. */
export type Group = 'to set' | 'policy' | 'rarely';

/**
 * One setting: what it is, what a right value looks like, and how its text becomes a value. Where it stands in the tree of
 * `settings` is where its value stands in the configuration.
 */
export interface Variable<T = unknown> {
  /** Name of the environment variable. */
  readonly name: string;
  readonly group: Group;
  readonly about: string;
  /** Completes "NAME should be ..." in the error that stops a start. */
  readonly shouldBe: string;
  /** Text used when the variable is unset or empty; undefined where there is no default. */
  readonly default?: string;
  /** What a sandbox run uses in place of the default; made from the value of SANDBOX_PORT if it is a function. */
  readonly sandbox?: string | ((sandboxPort: number) => string);
  /** The sandbox's value or values, which everybody can read: a live run refuses them, and a sandbox takes no other. */
  readonly published?: string | readonly string[];
  /** A live run does not start without it. A string says why; with `unless`, setting that other variable will do as well. */
  readonly needed?: string | { readonly why: string; readonly unless: Variable };
  /** The value if there is no text at all. If omitted: null. */
  readonly whenUnset?: T;
  /** Its value is never printed, and NAME_FILE may name a file that holds it. */
  readonly secret?: true;
  /**
   * The only process that needs it: the other one neither asks for it nor keeps it, so that whoever breaks into one process gains
   * no more than that process works with. If omitted: both.
   */
  readonly usedBy?: 'gateway' | 'worker';
  /**
   * How a support bundle shows it: the value, if it tells nothing of anybody; a URL without credentials and query; phone numbers
   * but for their ends. If omitted: whether it is set.
   */
  readonly inSupportBundle?: 'whether set' | 'value' | 'url' | 'numbers';
  /**
   * What docker-compose.yml does with it, if it does not hand it on to gateway and worker as it is: a sentence for .env.example.
   * If omitted: `npm run docs` writes the line that hands it on.
   */
  readonly inCompose?: string;
  /**
   * An org may have a value of its own. `default`: the environment's value stands in for it. `own`: it speaks for one company, so the
   * environment's value is that of the environment's org alone, and another org that has not set it has none. If omitted: it is the
   * installation's.
   */
  readonly perOrg?: 'default' | 'own';
  readonly schema: z.ZodType<T, string>;
  /** What a live run asks of the text beyond the schema; `shouldBe` says it too. */
  readonly inLiveMode?: (text: string) => boolean;
}

/** Keeps the exact type: it decides whether the value can be null. */
export const variable = <const V extends Variable>(
  v: V & { readonly whenUnset?: z.output<V['schema']> },
): V => v;

type Pair = Readonly<Record<string, Variable>>;

/** Variables of which none is of use without the others: an object of all values, or null. */
export interface BothOrNeither<P extends Pair = Pair> {
  readonly both: P;
}
export const bothOrNeither = <const P extends Pair>(both: P): BothOrNeither<P> => ({ both });

/** Settings under the names that their values have in the configuration. */
export interface Settings {
  readonly [name: string]: Variable | BothOrNeither | Settings;
}

export type Node = Settings | BothOrNeither | Variable;

export const isVariable = (node: Node): node is Variable => 'schema' in node;

export const isPair = (node: Node): node is BothOrNeither => 'both' in node;

/** Whether this text is one of the sandbox's values. */
export const isPublishedValue = ({ published = [] }: Variable, text: string | undefined): boolean =>
  text !== undefined && [published].flat().includes(text);

type Always =
  | { readonly default: string }
  | { readonly whenUnset: unknown }
  | { readonly needed: string; readonly sandbox: unknown };

/** Null if the variable may be unset and has nothing to stand in for it, or if this process is not the one that uses it. */
type ValueOf<V extends Variable> =
  z.output<V['schema']> | (V extends { readonly usedBy: string } ? null : V extends Always ? never : null);

/** The values of a tree of settings, in the same places and with the same comments. */
export type ValuesOf<S> = {
  readonly [K in keyof S]: S[K] extends Variable
    ? ValueOf<S[K]>
    : S[K] extends BothOrNeither<infer P>
      ? { readonly [M in keyof P]: z.output<P[M]['schema']> } | null
      : ValuesOf<S[K]>;
};

export const text = z.string().trim().min(1);

/** What settings that hold a vendor's key have in common. */
export const secret = {
  shouldBe: 'the value as the vendor shows it, without spaces',
  secret: true,
  schema: z.string().regex(/^\S+$/),
} as const;
