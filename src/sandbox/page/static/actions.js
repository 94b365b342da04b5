import { CallFailed, call, post } from './api.js';
import { e164 } from './phone-number.js';
import { addressFor } from './presets.js';
import { ourNumberFor } from './twilio-data.js';

const TOAST_MS = 6_000;

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

  const textIn = (phone, body) => {
    const from = e164(phone) ?? phone;
    return post('/twilio/inbound', { from, to: ourNumberFor(store.get().texts, from), body });
  };
  const speak = (conversationId, message) => post(`/drift/conversations/${conversationId}/messages`, message);

  return {
    newVisitor: () => store.set({ starting: true, pane: 'website' }),
    select: (id) => store.set({ selected: id, starting: false }),
    startChat: told(async ({ name, phone, message, optedOut }) => {
      if (optedOut) await textIn(phone, 'STOP');
      const contact = { name, email: addressFor(name), ...(phone === '' ? {} : { phone }) };
      const { conversation } = await post('/drift/conversations', { contact, body: message });
      await refresh();
      store.set({ selected: String(conversation.id), starting: false });
    }),
    visitorSays: told((id, body) => speak(id, { author: 'visitor', body })),
    repSays: told((id, body, type) => speak(id, { author: 'rep', type, body })),
    answer: told((id, name) =>
      speak(id, { author: 'rep', type: 'chat', body: `Hi ${name.split(' ')[0]}, I am looking into it now.` }),
    ),
    setStatus: told((id, status) => post(`/drift/conversations/${id}/status`, { status })),
    leavePhone: told((id, phone) => post(`/drift/conversations/${id}/phone`, { phone })),
    textIn: told(textIn),
    setFault: told(async (fault, on) => {
      for (const [method, path, body] of fault.calls(on)) await call(method, path, body);
      await refresh();
    }),
  };
}
