import { CallFailed, call, post, put } from './api.js';
import { e164 } from './phone-number.js';
import { addressFor } from './presets.js';
import { selectedConversation } from './store.js';

const TOAST_MS = 6_000;
/** The phone is off: Twilio has accepted and sent the text by then, and the carrier gives it back. */
const UNREACHABLE = { status: 'undelivered', errorCode: 30003 };

/**
 * What a person does on the page. Every action resolves to whether the sandbox took it; when it did not, the toast has
 * said why.
 *
 * @param refresh reads the simulators anew
 */
export function createActions(store, refresh, toast) {
  let hide;
  const told =
    (work) =>
    async (...given) => {
      try {
        await work(...given);
        return true;
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        toast.textContent = error.message;
        clearTimeout(hide);
        hide = setTimeout(() => (toast.textContent = ''), TOAST_MS);
        return false;
      }
    };

  // Without a number of ours the choice is Twilio's.
  const textIn = (phone, body, ours) =>
    post('/twilio/inbound', { from: e164(phone) ?? phone, body, ...(ours ? { to: ours } : {}) });
  const setReach = (phone, isOutOfReach) =>
    put('/twilio/outcomes', { to: e164(phone) ?? phone, outcome: isOutOfReach ? UNREACHABLE : null });
  const speak = (conversationId, message) => post(`/drift/conversations/${conversationId}/messages`, message);

  const open = async ({ name, phone, message, timeZone, contactId, textsStop, isOutOfReach }) => {
    if (textsStop) await textIn(phone, 'STOP');
    if (isOutOfReach) await setReach(phone, true);
    const contact = { name, email: addressFor(name), ...(phone === '' ? {} : { phone }) };
    const { conversation } = await post('/drift/conversations', {
      ...(contactId === null ? { contact } : { contactId }),
      body: message,
      context: { timezone: timeZone },
    });
    return conversation;
  };

  return {
    newVisitor: () => store.set({ starting: true, pane: 'website' }),
    select: (id) => store.set({ selected: id, starting: false }),
    startChat: told(async ({ beside, ...visitor }) => {
      for (const other of beside) await open(other);
      const conversation = await open(visitor);
      await refresh();
      store.set({ selected: String(conversation.id), starting: false });
    }),
    visitorSays: told((id, body) => {
      const timezone = selectedConversation(store.get())?.timeZone ?? null;
      return speak(id, { author: 'visitor', body, ...(timezone === null ? {} : { context: { timezone } }) });
    }),
    repSays: told((id, body, type) => speak(id, { author: 'rep', type, body })),
    answer: told((id, name) =>
      speak(id, { author: 'rep', type: 'chat', body: `Hi ${name.split(' ')[0]}, I am looking into it now.` }),
    ),
    setStatus: told((id, status) => post(`/drift/conversations/${id}/status`, { status })),
    deleteChat: told((id) => call('DELETE', `/drift/conversations/${id}`)),
    leavePhone: told((id, phone) => post(`/drift/conversations/${id}/phone`, { phone })),
    textIn: told(textIn),
    setReach: told(setReach),
    setFault: told(async (fault, on) => {
      for (const [method, path, body] of fault.calls(on)) await call(method, path, body);
      await refresh();
    }),
  };
}
