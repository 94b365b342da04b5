import { eventually } from '../../support/eventually.js';
import type { SeenText, Textback } from '../../support/textback.js';

/** What the bridge's tests see and do, of the Textback that `running` gives once `beforeAll` has started it. */
export function bridgeOf(running: () => Textback) {
  const textsTo = (phone: string): SeenText[] =>
    running()
      .texts()
      .filter(({ to }) => to === phone);
  const bodiesTo = (phone: string): string[] => textsTo(phone).map(({ body }) => body);
  /** What we have posted to a conversation with these words in it. */
  const posts = (id: number, words: string) =>
    running()
      .posts(id)
      .filter(({ body }) => body.includes(words));
  /** What the visitor has texted, as Drift shows it. */
  const chats = (id: number) =>
    running()
      .posts(id)
      .filter(({ type }) => type === 'chat');
  const contacts = new Map<string, number>();
  /** Starts a chat of a contact with this phone; of the same one again, unless it is a stranger who names it. */
  const start = (phone: string, by: 'its contact' | 'a stranger' = 'its contact'): number => {
    const known = by === 'a stranger' ? undefined : contacts.get(phone);
    const who = known === undefined ? { contact: { name: 'Ana', phone } } : { contactId: known };
    const { conversation, contact } = running().sandbox.drift.startConversation({ ...who, body: 'Hello?' });
    if (by === 'its contact') contacts.set(phone, contact.id);
    return conversation.id;
  };
  /** Starts a chat that nobody answers, up to its follow-up and the note about it; resolves to its conversation's ID. */
  const open = async (phone: string, by?: 'its contact' | 'a stranger'): Promise<number> => {
    const before = textsTo(phone).length;
    const id = start(phone, by);
    await eventually('the follow-up', () => textsTo(phone).length === before + 1);
    await eventually('its note', () => posts(id, 'Textback texted').length === 1);
    return id;
  };
  /** Twilio refuses the next text for good, as one to a country that the account may not text: nothing is learned of the number. */
  const refuseNextText = () =>
    running().sandbox.twilio.addFault({
      method: 'POST',
      route: '/2010-04-01/Accounts/:sid/Messages.json',
      kind: 'status',
      status: 400,
      code: 21408,
      times: 1,
    });
  return { textsTo, bodiesTo, posts, chats, start, open, refuseNextText };
}
