/** What a company lets us do: everything, or only read. Each is an app of its own at the vendor, which fixes scopes on the app. */
export const editions = ['write', 'read'] as const;
export type Edition = (typeof editions)[number];

/** One thing that Textback does with a company's chats, and what the vendor must allow for it. */
interface Use {
  /** All of them are needed. */
  readonly scopes: readonly string[];
  /** The editions whose app should have these scopes. */
  readonly editions: readonly Edition[];
  /** Without it the edition is of no use: connecting shows the scope as missing. Else that feature alone is off. */
  readonly isNeeded: boolean;
  readonly feature: string;
  /** The vendor's calls and events behind it. */
  readonly calls: string;
  readonly without: string;
}

const both = ['write', 'read'] as const;

/** Every capability that depends on scopes. The table in docs/connecting.md is made from it. */
export const scopeUses = {
  transcripts: {
    scopes: ['conversation_read'],
    editions: both,
    isNeeded: true,
    feature: 'Reading chats: who answered and when, transcripts, exports, figures',
    calls:
      'GET /conversations/list, /conversations/{id}, /conversations/{id}/messages; events of chats and messages',
    without: 'nothing: no chat can be followed or exported',
  },
  contacts: {
    scopes: ['contact_read'],
    editions: both,
    isNeeded: true,
    feature: "The visitor's name, phone and e-mail",
    calls: 'GET /contacts/{id}, GET /contacts?email=; events of contacts and phones',
    without: 'no phone to text, and transcripts without names',
  },
  reps: {
    scopes: ['user_read'],
    editions: both,
    isNeeded: true,
    feature: "Reps' names in transcripts and figures; how many agents answered the connection check",
    calls: 'GET /users/list',
    without: 'reps are shown by their number only',
  },
  bridge: {
    scopes: ['conversation_read', 'contact_read', 'conversation_write'],
    editions: ['write'],
    isNeeded: true,
    feature: 'Texting: follow-ups, and the bridge between phone and chat with its private notes',
    calls: 'POST /conversations/{id}/messages; PATCH /conversations/{id} where the account has it',
    without: 'no texts: what the visitor answers could not be shown to the rep',
  },
  markers: {
    scopes: ['contact_write'],
    editions: ['write'],
    isNeeded: true,
    feature: 'Marks on the contact: which number texted, the follow-up in the timeline',
    calls: 'PATCH /contacts/{id}, POST /contacts/timeline',
    without: 'texts go out, and the contact does not show it',
  },
  contactChanges: {
    scopes: ['all_contact_read'],
    editions: both,
    isNeeded: false,
    feature:
      'Hearing at once of a number that is put on or changed at a contact (elevated: Drift grants it on request)',
    calls: 'event contact_updated; GET /contacts/attributes',
    without: 'a changed number is seen when the contact is next looked at, right before a text goes out',
  },
  playbooks: {
    scopes: ['playbook_read'],
    editions: both,
    isNeeded: false,
    feature: 'Names of playbooks in exports and figures',
    calls: 'GET /playbooks/list; event playbook_goal_met',
    without: 'playbooks are shown by their number only',
  },
  accounts: {
    scopes: ['account_read'],
    editions: both,
    isNeeded: false,
    feature: "The visitor's company in exports",
    calls: 'GET /accounts',
    without: 'exports without companies',
  },
  erasureSignal: {
    scopes: ['gdpr_read'],
    editions: both,
    isNeeded: false,
    feature: 'Hearing of a deletion that was asked for in Drift',
    calls: 'event gdpr_delete_requested',
    without: 'a deletion in Drift has to be asked for here as well',
  },
} as const satisfies Readonly<Record<string, Use>>;

export type Capability = keyof typeof scopeUses;
export type Scope = (typeof scopeUses)[Capability]['scopes'][number];

const uses: readonly (readonly [Capability, Use])[] = Object.entries(scopeUses) as [Capability, Use][];

/** The scopes that the app of an edition should have: those it needs, and with `all` those of single features too. */
export function scopesOf(edition: Edition, which: 'needed' | 'all' = 'needed'): readonly Scope[] {
  const chosen = uses.filter(
    ([, use]) => use.editions.includes(edition) && (which === 'all' || use.isNeeded),
  );
  return [...new Set(chosen.flatMap(([, { scopes }]) => scopes))] as Scope[];
}

/** What a connection lacks of what its edition needs. */
export const missingScopes = (edition: Edition, granted: readonly string[]): readonly Scope[] =>
  scopesOf(edition).filter((scope) => !granted.includes(scope));

/** What a connection can do: its edition has the capability, and every scope of it was granted. */
export const capabilitiesOf = (edition: Edition, granted: readonly string[]): readonly Capability[] =>
  uses.filter(([name]) => whyOff(name, edition, granted) === null).map(([name]) => name);

/** Why a connection cannot do this; null: it can. */
export function whyOff(
  capability: Capability,
  edition: Edition,
  granted: readonly string[],
): { readonly why: 'edition' } | { readonly why: 'scopes'; readonly missing: readonly Scope[] } | null {
  const use: Use = scopeUses[capability];
  if (!use.editions.includes(edition)) return { why: 'edition' };
  const missing = use.scopes.filter((scope) => !granted.includes(scope)) as Scope[];
  return missing.length === 0 ? null : { why: 'scopes', missing };
}
