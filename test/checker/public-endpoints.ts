/** The two public endpoints of Textback that the checker asks: nothing else of it is looked at. */

const WAITING = /^textback_inbox_waiting (\S+)$/m;
const CANNOT_COUNT = /^textback_storage_up 0$/m;

/**
 * Events that are stored and not yet handed over, by `GET /metrics` of each gateway: the most that any of them says.
 * Infinity while one of them says that it could not ask PostgreSQL, as on a machine with too much to do.
 */
export async function inboxWaiting(gatewayUrls: readonly string[]): Promise<number> {
  const counts = await Promise.all(
    gatewayUrls.map(async (url) => {
      const page = await (await fetch(new URL('/metrics', url))).text();
      if (CANNOT_COUNT.test(page)) return Infinity;
      const count = Number(WAITING.exec(page)?.[1] ?? NaN);
      if (Number.isNaN(count)) throw new Error(`${url}/metrics says nothing of textback_inbox_waiting`);
      return count;
    }),
  );
  return Math.max(...counts);
}

const AT_ONCE = 8;

/** What `GET /admin/conversations/{id}` says of each conversation; null for one that Textback does not know. */
export async function askOutcomes(
  gatewayUrl: string,
  adminToken: string,
  conversationIds: readonly number[],
): Promise<Map<number, { reason: string | null } | null>> {
  const outcomes = new Map<number, { reason: string | null } | null>();
  const left = [...conversationIds];
  const ask = async () => {
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const headers = { authorization: `Bearer ${adminToken}` };
      const answer = await fetch(new URL(`/admin/conversations/${id}`, gatewayUrl), { headers });
      if (answer.status !== 200 && answer.status !== 404)
        throw new Error(`GET /admin/conversations/${id} answered ${answer.status}`);
      outcomes.set(id, answer.status === 404 ? null : ((await answer.json()) as { reason: string | null }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return outcomes;
}
