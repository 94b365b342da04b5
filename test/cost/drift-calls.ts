import type { RequestEntry } from '../../sandbox/shared/ledger.js';

/** Calls that a process makes for itself and not for a conversation. */
const OF_THE_PROCESS: readonly string[] = ['/app/token_info', '/conversations/list'];

export interface Chat {
  readonly id: number;
  readonly contactId: number;
}

/** The calls to Drift's API that one conversation has cost, in order: `GET /contacts/:id`. Every chat has a contact of its own. */
export function driftCallsOf(requests: readonly RequestEntry[], chat: Chat): string[] {
  return requests.filter((request) => concerns(request, chat)).map(named);
}

/** Calls that belong to none of the chats: there should be none but those of the process. */
export function strayCalls(requests: readonly RequestEntry[], chats: readonly Chat[]): string[] {
  return requests
    .filter(({ path }) => !OF_THE_PROCESS.includes(path))
    .filter((request) => !chats.some((chat) => concerns(request, chat)))
    .map(named);
}

function concerns({ path, body }: RequestEntry, { id, contactId }: Chat): boolean {
  const [, kind, key] = path.split('/');
  if (path === '/contacts/timeline')
    return typeof body === 'object' && body !== null && 'contactId' in body && body.contactId === contactId;
  return (
    (kind === 'conversations' && key === String(id)) || (kind === 'contacts' && key === String(contactId))
  );
}

const named = ({ method, path }: RequestEntry) => `${method} ${path.replace(/\/\d+/, '/:id')}`;
