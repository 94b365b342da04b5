import { eventually } from '../support/eventually.js';
import { ended, type Textback } from '../support/textback.js';

export const chat = ({ sandbox }: Textback, contact: Record<string, unknown>, contactId?: number) =>
  sandbox.drift.startConversation({ contact, contactId, body: 'Hello?' }).conversation.id;
export const note = (textback: Textback, id: number) =>
  eventually('the note', () => textback.posts(id).some(({ type }) => type === 'private_note'));

const keepBusyFor = ({ db }: Textback, time: string) =>
  db.query(
    `INSERT INTO sender_pace AS p (number, free_at) VALUES ('+12025550123', clock_timestamp() + $1::interval)
     ON CONFLICT (number) DO UPDATE SET free_at = excluded.free_at`,
    [time],
  );

/** Paths on which a conversation waits, is texted and talks. */
export const waitingPaths: Record<string, (textback: Textback) => Promise<number>> = {
  'answered-in-time': async (textback) => {
    const id = chat(textback, { phone: '+12025550111' });
    textback.sandbox.drift.say(id, { author: 'rep', body: 'Hi' });
    await ended(textback, id);
    return id;
  },
  closed: async (textback) => {
    const id = chat(textback, { phone: '+12025550112' });
    textback.sandbox.drift.setStatus(id, 'closed');
    await ended(textback, id);
    return id;
  },
  'no-phone': async (textback) => {
    const id = chat(textback, {});
    await ended(textback, id);
    return id;
  },
  'late-phone': async (textback) => {
    const id = chat(textback, {});
    await eventually(
      'it waits for a number',
      async () => (await textback.conversation(id))?.reason === 'no_phone',
    );
    textback.sandbox.drift.capturePhone(id, '+12025550113');
    await note(textback, id);
    return id;
  },
  'opted-out': async (textback) => {
    const id = chat(textback, { phone: '+12025550114' });
    await note(textback, id);
    textback.sandbox.twilio.text({ from: '+12025550114', body: 'STOP' });
    await eventually('the note', () => textback.posts(id).some(({ body }) => body.includes('STOP')));
    return id;
  },
  texted: async (textback) => {
    const id = chat(textback, { phone: '+12025550115' });
    await note(textback, id);
    return id;
  },
  'waited-its-turn': async (textback) => {
    await keepBusyFor(textback, '8 s');
    const id = chat(textback, { phone: '+12025550119' });
    await note(textback, id);
    return id;
  },
  'its-turn-would-be-too-late': async (textback) => {
    await keepBusyFor(textback, '2 h');
    const id = chat(textback, { phone: '+12025550120' });
    await ended(textback, id);
    await keepBusyFor(textback, '0 s');
    return id;
  },
  // The same since the slot is booked before Drift is asked, by an activity of its own.
  'booked-before-asking': async (textback) => {
    const id = chat(textback, { phone: '+12025550130' });
    await note(textback, id);
    return id;
  },
  'booked-and-waited': async (textback) => {
    await keepBusyFor(textback, '8 s');
    const id = chat(textback, { phone: '+12025550131' });
    await note(textback, id);
    return id;
  },
  'booked-too-late': async (textback) => {
    await keepBusyFor(textback, '2 h');
    const id = chat(textback, { phone: '+12025550132' });
    await ended(textback, id);
    await keepBusyFor(textback, '0 s');
    return id;
  },
  'two-way': async (textback) => {
    const { drift, twilio } = textback.sandbox;
    const id = chat(textback, { phone: '+12025550116' });
    await note(textback, id);
    for (const turn of [1, 2, 3]) {
      twilio.text({ from: '+12025550116', body: `question ${turn}` });
      await eventually('the relay', () =>
        textback.posts(id).some(({ body }) => body.includes(`question ${turn}`)),
      );
      drift.say(id, { author: 'rep', body: `answer ${turn}` });
      await eventually('the relay', () => textback.texts().some(({ body }) => body === `answer ${turn}`));
    }
    return id;
  },
  reconciled: async (textback) => {
    const { twilio } = textback.sandbox;
    twilio.setSwitches({ callbacks: { enabled: false } });
    twilio.addFault({
      route: '/2010-04-01/Accounts/:sid/Messages.json',
      method: 'POST',
      kind: 'reset-after',
      times: 1,
    });
    const id = chat(textback, { phone: '+12025550117' });
    await note(textback, id);
    return id;
  },
  'vendor-refused': async (textback) => {
    textback.sandbox.twilio.setOutcome('+12025550118', { refuse: 21614 });
    const id = chat(textback, { phone: '+12025550118' });
    await ended(textback, id);
    return id;
  },
};
