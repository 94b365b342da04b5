import { isBeyondExact } from './webhook-data.js';

/** Fields of Drift's answers that name something; attributes are the customer's own and are left out. */
const ID_FIELDS = new Set([
  'id',
  'contactId',
  'conversationId',
  'endUserId',
  'authorId',
  'orgId',
  'assigneeId',
  'participants',
]);
const NOT_IDS = new Set(['attributes', 'body']);

/** Names of the fields in which an answer has an ID beyond 2^53, which is then treated as if it were not there. A message's own is kept as text. */
export function unreadIds(answer: unknown, depth = 0): ReadonlySet<string> {
  const found = new Set<string>();
  if (depth > 6 || typeof answer !== 'object' || answer === null) return found;
  for (const [field, value] of Object.entries(answer)) {
    if (NOT_IDS.has(field)) continue;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (ID_FIELDS.has(field) && values.some(isBeyondExact)) found.add(field);
    for (const inner of unreadIds(value, depth + 1)) found.add(inner);
  }
  return found;
}
