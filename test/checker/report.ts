import { chronicler } from './chronicle.js';
import type { Inquiry, Violation } from './check.js';
import type { Script } from './scenario.js';

/** Conversations that are shown in full. */
const SHOWN = 6;

/**
 * For people: how many violations of each kind; and of the first conversations the script, what went wrong, and what
 * happened in the order in which it did.
 */
export function describeViolations(
  violations: readonly Violation[],
  inquiry: Inquiry,
  scripts: readonly Script[],
): string {
  const counts = new Map<string, number>();
  for (const { kind } of violations) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const ids = [...new Set(violations.map(({ conversationId }) => conversationId))];
  const { conversations } = inquiry.played;
  const scriptOf = new Map(conversations.map(({ conversationId, script }) => [conversationId, script]));
  const chronicle = chronicler(inquiry);
  const shown = ids.slice(0, SHOWN).map((id) => {
    const script = id === null ? undefined : scripts[scriptOf.get(id) ?? -1];
    const mine = violations.filter(({ conversationId }) => conversationId === id);
    return [
      `conversation ${id ?? 'unknown'}`,
      ...mine.map(({ kind, what }) => `  ${kind}: ${what}`),
      `  script: ${JSON.stringify(script ?? null)}`,
      ...(id === null ? [] : chronicle(id)),
    ].join('\n');
  });
  const more = ids.length > SHOWN ? [`and ${ids.length - SHOWN} conversations more`] : [];
  const total = [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
  return [total, ...shown, ...more].join('\n\n');
}
