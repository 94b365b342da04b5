import { CallFailed, call, get } from './api.js';
import { conversationsOf } from './drift-data.js';
import { optedOutFrom, outOfReachFrom, textsFrom } from './twilio-data.js';

/** Changes come in bursts; this much time (ms) gathers them into one refresh. */
const GATHER_MS = 80;
/** While Textback works on a conversation its state changes without either vendor noticing. */
const POLL_MS = 1_000;
const LINK_EVERY_MS = 5_000;
/** Entries further back than this are not filled in any more. */
const LEDGER_TAIL = 150;

/** Keeps the store up to date: the simulators say when something changed, Textback is asked. */
export function keepLive(store) {
  const refresh = single(async () => {
    const [drift, twilio, driftLedger, twilioLedger, rules] = await Promise.all([
      get('/drift/state'),
      get('/twilio/state'),
      ledger('drift', store.get().ledgers.drift),
      ledger('twilio', store.get().ledgers.twilio),
      readRules(),
    ]);
    const conversations = conversationsOf(drift);
    const { selected } = store.get();
    const still = conversations.some((conversation) => conversation.id === selected);
    store.set({
      loaded: true,
      conversations,
      texts: textsFrom(twilio),
      optedOut: optedOutFrom(twilio),
      outOfReach: outOfReachFrom(twilio),
      ledgers: { drift: driftLedger, twilio: twilioLedger },
      difficulty: { ...rules, twilio: { ...rules.twilio, nextOutcome: twilio.outcomes.next } },
      selected: still ? selected : (conversations[0]?.id ?? null),
    });
    await askTextback();
  });

  const askTextback = single(async () => {
    const { link, conversations, selected, views } = store.get();
    if (!link?.connected) return;
    const open = conversations
      .filter(({ id }) => id === selected || views.get(id)?.state !== 'done')
      .slice(0, 12);
    const answers = await Promise.all(open.map(async ({ id }) => [id, await viewOf(id, store)]));
    const next = new Map(store.get().views);
    for (const [id, view] of answers) {
      if (view === undefined) next.delete(id);
      else next.set(id, view);
    }
    store.set({ views: next });
  });

  const readLink = single(async () => {
    store.set({ link: await get('/api/textback') });
    await askTextback();
  });

  for (const vendor of ['drift', 'twilio']) {
    new EventSource(`/${vendor}/stream`).addEventListener('change', refresh);
  }
  setInterval(askTextback, POLL_MS);
  setInterval(readLink, LINK_EVERY_MS);
  void readLink();
  void refresh();
  return refresh;
}

/** Textback's view, undefined while it does not know the conversation, null while it cannot be asked. */
async function viewOf(id, store) {
  try {
    const { body, headers } = await call('GET', `/api/textback/conversations/${id}`);
    const theirs = Number(headers.get('x-server-time'));
    if (theirs > 0) store.set({ clockOffset: theirs - Date.now() });
    return body ?? undefined;
  } catch (error) {
    if (error instanceof CallFailed) return null;
    throw error;
  }
}

/** What the ledger gained, and its last entries anew: an entry is filled in after it was announced. */
async function ledger(vendor, known) {
  const last = known.at(-1)?.seq ?? 0;
  const since = Math.max(0, last - LEDGER_TAIL);
  const { entries, lastSeq } = await get(`/${vendor}/ledger?since=${since}`);
  return lastSeq < last ? [] : entries.slice(-2 * LEDGER_TAIL);
}

async function readRules() {
  const [driftRules, driftSwitches, twilioRules, twilioSwitches] = await Promise.all(
    ['/drift/faults', '/drift/switches', '/twilio/faults', '/twilio/switches'].map(get),
  );
  return {
    drift: { rules: driftRules.rules, switches: driftSwitches },
    twilio: { rules: twilioRules.rules, switches: twilioSwitches },
  };
}

/**
 * One run at a time. The promise is that of a run that began after it was asked for, so that whoever waits sees what they
 * did. A run that fails because the sandbox is away is dropped: the next change or tick asks again, and the event streams
 * reconnect by themselves.
 */
function single(work) {
  let running = null;
  let next = null;
  const attempt = async () => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
    } finally {
      running = null;
    }
  };
  const run = () => {
    if (running === null) return (running = attempt());
    next ??= running
      .then(() => new Promise((resolve) => setTimeout(resolve, GATHER_MS)))
      .then(() => {
        next = null;
        return run();
      });
    return next;
  };
  return run;
}
