import { describe, expect, test } from '@jest/globals';
import { check, type ViolationKind } from './check.js';
import { Handmade } from './handmade.js';

const ANA = '+12025551001';
const BEN = '+12025551002';
const OURS = '+12025550123';
const OTHER = '+12025550124';

/** One visitor who was followed up with and talks with a rep; all is well. */
function bridged(world: Handmade): number {
  const chat = world.conversation(ANA);
  world.say(chat, 'visitor');
  world.followUp(chat, OURS);
  world.post(chat, 'We have texted the visitor', 'private_note');
  world.text(OURS, ANA, world.say(chat, 'rep'));
  world.postText(chat, world.receive(ANA, OURS));
  return chat;
}

const NOT_DELIVERED = '<p>A text did not reach the visitor: another chat has taken over the number.</p>';

/** The visitor of a bridged chat gives BEN's number, and is texted there. */
function corrected(world: Handmade): number {
  const chat = bridged(world);
  world.correct(chat, BEN);
  world.followUp(chat, OURS, BEN);
  world.post(chat, `${ANOTHER_NUMBER} It has texted the new one from ${OURS}.`, 'private_note');
  return chat;
}

const ANOTHER_NUMBER = 'The visitor has another phone number, so Textback no longer texts the old one.';

type Story = (world: Handmade) => void;

/** The kinds that the checker finds in a story, each once. */
function found(story: Story, slackMs = 10_000): ViolationKind[] {
  const world = new Handmade();
  story(world);
  return [...new Set(check({ ...world.inquiry, slackMs }).map(({ kind }) => kind))];
}

const broken: [ViolationKind, string, Story][] = [
  [
    'lost',
    "a rep's message never becomes a text",
    (world) => {
      world.say(bridged(world), 'rep');
    },
  ],
  [
    'lost',
    "a rep's message never becomes a text, since the number passed to another chat later, and the rep is not told",
    (world) => {
      const chat = bridged(world);
      world.say(chat, 'rep');
      world.wait(30_000);
      world.followUp(world.conversation(ANA, { sameContactAs: chat }), OURS);
    },
  ],
  [
    'lost',
    "a rep's message never becomes a text, and what the rep is told is not true",
    (world) => {
      const chat = bridged(world);
      world.say(chat, 'rep');
      world.post(chat, NOT_DELIVERED, 'private_note');
    },
  ],
  [
    'lost',
    "a rep's message after START never becomes a text",
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.receive(ANA, OURS, 'start');
      world.wait(4_000);
      world.say(chat, 'rep');
    },
  ],
  [
    'lost',
    "a rep's message after a START that took nothing back never becomes a text",
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'start');
      world.say(chat, 'rep');
    },
  ],
  [
    'lost',
    "a visitor's text never becomes a post",
    (world) => {
      bridged(world);
      world.receive(ANA, OURS);
    },
  ],
  [
    'lost',
    'a text of somebody who has opted out never becomes a post',
    (world) => {
      bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.receive(ANA, OURS);
    },
  ],
  [
    'lost',
    'nobody answers and no follow-up goes out, whatever the reason given',
    (world) => {
      world.say(world.conversation(ANA, { reason: 'answered' }), 'visitor');
    },
  ],
  [
    'lost',
    'a second chat of one phone is not texted, though there is another number',
    (world) => {
      world.say(world.conversation(ANA, { reason: 'duplicate_session' }), 'visitor');
      world.followUp(world.conversation(ANA), OURS);
    },
  ],
  [
    'lost',
    'the newest of three chats of one phone is not texted',
    (world) => {
      world.followUp(world.conversation(ANA), OTHER);
      world.followUp(world.conversation(ANA), OURS);
      world.say(world.conversation(ANA, { reason: 'duplicate_session' }), 'visitor');
    },
  ],
  [
    'lost',
    'no number was in use for a chat that got none',
    (world) => {
      world.followUp(world.conversation(ANA), OTHER);
      world.say(world.conversation(ANA, { reason: 'number_in_use' }), 'visitor');
    },
  ],
  [
    'duplicated',
    "a rep's message is texted twice",
    (world) => {
      const marker = world.say(bridged(world), 'rep');
      world.text(OURS, ANA, marker);
      world.text(OURS, ANA, `(1/2) ${marker}`);
    },
  ],
  [
    'duplicated',
    "a visitor's text is posted twice",
    (world) => {
      const chat = bridged(world);
      const marker = world.receive(ANA, OURS);
      world.postText(chat, marker);
      world.postText(chat, marker);
    },
  ],
  ['duplicated', 'two follow-ups in one conversation', (world) => world.followUp(bridged(world), OURS)],
  [
    'misrouted',
    "a rep's message on another visitor's phone",
    (world) => {
      const chat = bridged(world);
      world.followUp(world.conversation(BEN), OURS);
      world.text(OURS, BEN, world.say(chat, 'rep'));
    },
  ],
  [
    'misrouted',
    "a rep's message to the right phone from the number of another thread",
    (world) => world.text(OTHER, ANA, world.say(bridged(world), 'rep')),
  ],
  [
    'misrouted',
    "a visitor's text in another conversation",
    (world) => {
      bridged(world);
      const other = world.conversation(BEN);
      world.followUp(other, OURS);
      world.postText(other, world.receive(ANA, OURS));
    },
  ],
  [
    'misrouted',
    "a visitor's text in the conversation that has lost the number long ago",
    (world) => {
      const chat = bridged(world);
      world.wait(60_000);
      world.followUp(world.conversation(ANA, { sameContactAs: chat }), OURS);
      world.wait(60_000);
      world.postText(chat, world.receive(ANA, OURS));
    },
  ],
  [
    'misrouted',
    "a visitor's text in the conversation that gets the number long after",
    (world) => {
      const chat = bridged(world);
      const marker = world.receive(ANA, OURS);
      world.wait(60_000);
      const second = world.conversation(ANA, { sameContactAs: chat });
      world.followUp(second, OURS);
      world.postText(second, marker);
    },
  ],
  [
    'misrouted',
    "a text of one visitor's two chats in the other one",
    (world) => {
      bridged(world);
      const second = world.conversation(ANA);
      world.followUp(second, OTHER);
      world.postText(second, world.receive(ANA, OURS));
    },
  ],
  [
    'misrouted',
    'a follow-up on a phone that the visitor never gave',
    (world) => world.followUp(world.conversation(ANA), OURS, BEN),
  ],
  ['misrouted', 'a follow-up to nobody that we know', (world) => world.text(OURS, BEN, 'Hi there, Acme')],
  [
    'out_of_order',
    "two of a rep's messages change places",
    (world) => {
      const chat = bridged(world);
      const [first, second] = [world.say(chat, 'rep', { tookMs: 1_900 }), world.say(chat, 'rep')];
      world.text(OURS, ANA, second);
      world.text(OURS, ANA, first);
    },
  ],
  [
    'out_of_order',
    "two of a visitor's texts change places",
    (world) => {
      const chat = bridged(world);
      const [first, second] = [world.receive(ANA, OURS), world.receive(ANA, OURS)];
      world.postText(chat, second);
      world.postText(chat, first);
    },
  ],
  [
    'after_stop',
    'a text to somebody who has opted out',
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.wait(1_500);
      world.text(OURS, ANA, world.say(chat, 'rep'));
    },
  ],
  [
    'after_stop',
    'a text that only Twilio has stopped',
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.wait(1_500);
      world.refusedText(ANA, world.say(chat, 'rep'));
    },
  ],
  [
    'after_stop',
    'a follow-up in another conversation of the same phone',
    (world) => {
      bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.wait(1_500);
      world.followUp(world.conversation(ANA), OTHER);
    },
  ],
  [
    'after_stop',
    'a text between STOP and START',
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.wait(1_500);
      world.text(OURS, ANA, world.say(chat, 'rep'));
      world.receive(ANA, OURS, 'start');
    },
  ],
  [
    'after_stop',
    'a text with the very words of one that went out before the STOP',
    (world) => {
      bridged(world);
      world.receive(ANA, OURS, 'help');
      world.text(OURS, ANA, 'Acme. Reply STOP to opt out.');
      world.receive(ANA, OURS, 'help');
      world.receive(ANA, OURS, 'stop');
      world.wait(1_500);
      world.text(OURS, ANA, 'Acme. Reply STOP to opt out.');
    },
  ],
  [
    'answered',
    'an answer that was there at the last look at Drift',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.say(chat, 'visitor');
      const said = world.say(chat, 'rep');
      world.look(chat);
      world.wait(3_000);
      world.followUp(chat, OURS);
      world.text(OURS, ANA, said);
    },
  ],
  [
    'answered',
    'an answer after a look at Drift that was long ago when the text went out',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.say(chat, 'visitor');
      world.look(chat);
      const said = world.say(chat, 'rep');
      world.wait(8_000);
      world.followUp(chat, OURS);
      world.text(OURS, ANA, said);
    },
  ],
  [
    'answered',
    'a follow-up more than a second after a person answered',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.say(chat, 'rep');
      world.wait(1_000);
      world.followUp(chat, OURS);
    },
  ],
  [
    'after_close',
    'a follow-up more than a second after the chat was closed',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.status(chat, 'closed');
      world.wait(1_000);
      world.followUp(chat, OURS);
    },
  ],
  ...['private_note', 'private_prompt', 'suggestion', 'edit', 'whisper'].map(
    (type): [ViolationKind, string, Story] => [
      'leaked',
      `a rep's ${type} on the phone`,
      (world) => world.text(OURS, ANA, world.say(bridged(world), 'rep', { type })),
    ],
  ),
  [
    'leaked',
    "a bot's words on the phone",
    (world) => world.text(OURS, ANA, world.say(bridged(world), 'bot')),
  ],
  [
    'leaked',
    "the visitor's own chat message on the phone",
    (world) => world.text(OURS, ANA, world.say(bridged(world), 'visitor')),
  ],
  [
    'leaked',
    'our own post of a text, echoed to the phone',
    (world) => {
      const chat = bridged(world);
      const marker = world.receive(ANA, OURS);
      world.postText(chat, marker);
      world.text(OURS, ANA, `Ana by text: ${marker}`);
    },
  ],
  [
    'leaked',
    "a rep's message on the phone of somebody who was not followed up with",
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'none', reason: 'answered' });
      world.text(OURS, ANA, world.say(chat, 'rep'));
    },
  ],
  [
    'looped',
    'a text that nothing explains',
    (world) => {
      bridged(world);
      world.text(OURS, ANA, 'We have texted the visitor');
    },
  ],
  [
    'looped',
    'a second answer to one HELP',
    (world) => {
      bridged(world);
      world.receive(ANA, OURS, 'help');
      world.text(OURS, ANA, 'Acme. Reply STOP to opt out.');
      world.text(OURS, ANA, 'Acme. Reply STOP to opt out.');
    },
  ],
  [
    'looped',
    "a rep's message that is posted again",
    (world) => {
      const chat = bridged(world);
      const marker = world.say(chat, 'rep');
      world.text(OURS, ANA, marker);
      world.post(chat, marker);
    },
  ],
  ['looped', 'a post without a text behind it', (world) => world.post(bridged(world), 'Ana by text:')],
  [
    'looped',
    'notes without end',
    (world) => {
      const chat = bridged(world);
      for (let i = 0; i < 8; i += 1) world.post(chat, 'We have texted the visitor', 'private_note');
    },
  ],
  [
    'no_reason',
    'no follow-up and no reason',
    (world) => {
      world.say(world.conversation(ANA, { prospects: 'open' }), 'visitor');
    },
  ],
  [
    'no_reason',
    'a conversation that Textback does not know',
    (world) => {
      world.say(world.conversation(ANA, { prospects: 'none', isKnown: false }), 'visitor');
    },
  ],
  [
    'old_number',
    "a rep's message goes to the number that the visitor has corrected",
    (world) => {
      const chat = corrected(world);
      world.wait(12_000);
      world.text(OURS, ANA, world.say(chat, 'rep'));
    },
  ],
  [
    'old_number',
    'a first text goes to the number that the visitor has corrected',
    (world) => {
      const chat = world.conversation(ANA);
      world.say(chat, 'visitor');
      world.correct(chat, BEN);
      world.followUp(chat, OURS, BEN);
      world.wait(12_000);
      world.followUp(chat, OURS, ANA);
    },
  ],
  [
    'old_number',
    'a text to the phone that has said that it is not the visitor, after its START',
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'disown');
      world.receive(ANA, OURS, 'start');
      world.wait(12_000);
      world.text(OURS, ANA, world.say(chat, 'rep'));
    },
  ],
  [
    'lost',
    'the number that the visitor gives instead is never texted',
    (world) => world.correct(bridged(world), BEN),
  ],
  [
    'lost',
    'the number that the visitor gives instead is never texted, and what the rep is told is not true',
    (world) => {
      const chat = bridged(world);
      world.correct(chat, BEN);
      world.post(chat, `${ANOTHER_NUMBER} It did not text the new one: the chat was closed.`, 'private_note');
    },
  ],
  [
    'lost',
    "a rep's message after the first text to another number never becomes a text",
    (world) => {
      world.say(corrected(world), 'rep');
    },
  ],
  [
    'duplicated',
    'two first texts to the number that the visitor gave instead',
    (world) => world.followUp(corrected(world), OURS, BEN),
  ],
  [
    'lost',
    'what a phone texts into a chat that was deleted is on no list of an operator',
    (world) => {
      world.delete(bridged(world));
      world.receive(ANA, OURS);
    },
  ],
  [
    'after_close',
    'a follow-up long after the chat was deleted',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.delete(chat);
      world.wait(15_000);
      world.followUp(chat, OURS);
    },
  ],
  [
    'after_close',
    'a follow-up after Drift has said that there is no such chat',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.delete(chat);
      world.look(chat, 404);
      world.followUp(chat, OURS);
    },
  ],
  [
    'lost',
    'the other tab of a visitor who was texted long before it was opened',
    (world) => {
      const chat = bridged(world);
      world.say(world.conversation(ANA, { sameContactAs: chat, reason: 'already_texted' }), 'visitor');
    },
  ],
  [
    'over_the_cap',
    'two tabs in which one visitor waits at once are both texted',
    (world) => {
      const chat = world.conversation(ANA);
      world.say(chat, 'visitor');
      const tab = world.conversation(ANA, { sameContactAs: chat });
      world.say(tab, 'visitor');
      world.followUp(chat, OURS);
      world.post(chat, `Textback texted the visitor from ${OURS}.`, 'private_note');
      world.followUp(tab, OTHER);
      world.post(tab, `Textback texted the visitor from ${OTHER}.`, 'private_note');
    },
  ],
  [
    'over_the_cap',
    'a contact gets more first texts on all its phones than it may',
    (world) => {
      world.caps = { perNumber: 1, perHour: 10 };
      corrected(world);
    },
  ],
  [
    'read_by_stranger',
    'what a phone texts stands in the web chat, where whoever typed its number reads it',
    (world) => {
      const chat = bridged(world);
      world.post(chat, `<b>Ana by text:</b> ${world.receive(ANA, OURS)}`);
    },
  ],
  [
    'taken_over',
    "another contact's chat takes the number of an open thread",
    (world) => {
      bridged(world);
      world.wait(60_000);
      world.followUp(world.conversation(ANA), OURS);
    },
  ],
  [
    'over_the_cap',
    'a phone gets more first texts than it may',
    (world) => {
      world.caps = { perNumber: 1, perHour: 10 };
      world.followUp(world.conversation(ANA), OURS);
      world.followUp(world.conversation(ANA), OTHER);
    },
  ],
  [
    'over_the_cap',
    'more first texts go out in an hour than may',
    (world) => {
      world.caps = { perNumber: 2, perHour: 1 };
      world.followUp(world.conversation(ANA), OURS);
      world.wait(3_000_000);
      world.followUp(world.conversation(BEN), OURS);
    },
  ],
];

const sound: [string, Story][] = [
  [
    'as many first texts to a phone, and in an hour, as may go out, and a chat that got none for that',
    (world) => {
      world.caps = { perNumber: 2, perHour: 2 };
      world.followUp(world.conversation(ANA), OURS);
      world.followUp(world.conversation(ANA), OTHER);
      world.say(world.conversation(ANA, { reason: 'texted_too_often' }), 'visitor');
      world.wait(3_600_000);
      world.followUp(world.conversation(BEN), OURS);
    },
  ],
  [
    "the same contact's newer chat takes the number of their older one",
    (world) => {
      const chat = bridged(world);
      world.wait(60_000);
      world.followUp(world.conversation(ANA, { sameContactAs: chat }), OURS);
    },
  ],
  ['a conversation as it should be', bridged],
  ['a number that is corrected, and texted', (world) => void corrected(world)],
  [
    "after that, a rep's message to the new number, and what the old phone texts as a note that says so",
    (world) => {
      const chat = corrected(world);
      world.text(OURS, BEN, world.say(chat, 'rep'));
      world.postText(chat, world.receive(BEN, OURS));
      const words = world.receive(ANA, OURS);
      world.post(
        chat,
        `<b>A text from a number that is not the visitor’s any more:</b> ${words}`,
        'private_note',
      );
    },
  ],
  [
    'a text that was in flight to the old number when the new one was told',
    (world) => {
      const chat = bridged(world);
      const marker = world.say(chat, 'rep');
      world.correct(chat, BEN);
      world.text(OURS, ANA, marker, 5_000);
      world.followUp(chat, OURS, BEN);
    },
  ],
  [
    'another number of which Textback was never told',
    (world) => {
      const chat = bridged(world);
      world.correct(chat, BEN, { isAcknowledged: false });
      world.wait(12_000);
      world.text(OURS, ANA, world.say(chat, 'rep'));
    },
  ],
  [
    'a number that was captured, and of which Textback is told after the one that the visitor gave later',
    (world) => {
      const chat = bridged(world);
      world.correct(chat, BEN, { isDated: false, tookMs: 30_000 });
      world.correct(chat, '+12025551003');
      world.followUp(chat, OURS, '+12025551003');
      world.wait(40_000);
      world.followUp(chat, OURS, BEN);
    },
  ],
  [
    'another number that is not texted since the chat is closed, and the rep is told',
    (world) => {
      const chat = bridged(world);
      world.status(chat, 'closed');
      world.correct(chat, BEN);
      world.post(chat, `${ANOTHER_NUMBER} It did not text the new one: the chat was closed.`, 'private_note');
    },
  ],
  [
    'the old number of a chat, which another contact gets once it is corrected',
    (world) => {
      corrected(world);
      world.followUp(world.conversation(ANA), OURS);
    },
  ],
  [
    'the number of a chat that was deleted, which another contact gets',
    (world) => {
      world.delete(bridged(world));
      world.followUp(world.conversation(ANA), OURS);
    },
  ],
  [
    "a rep's message to a phone that is not the visitor's is not texted, and the rep is told",
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'disown');
      world.receive(ANA, OURS, 'start');
      world.wait(4_000);
      world.say(chat, 'rep');
      world.post(chat, NOT_DELIVERED, 'private_note');
    },
  ],
  [
    'what a phone texts into a chat that was deleted, shown to an operator',
    (world) => {
      world.delete(bridged(world));
      world.heldWords.push(`<b>Ana by text:</b> ${world.receive(ANA, OURS)}`);
    },
  ],
  [
    'a chat that was deleted just before its follow-up, since Drift was asked before that',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.look(chat);
      world.delete(chat);
      world.wait(3_000);
      world.followUp(chat, OURS);
    },
  ],
  [
    'two tabs of one visitor: one is texted, and the other one waited meanwhile',
    (world) => {
      const chat = world.conversation(ANA);
      world.say(chat, 'visitor');
      const tab = world.conversation(ANA, { sameContactAs: chat, reason: 'already_texted' });
      world.say(tab, 'visitor');
      world.followUp(chat, OURS);
    },
  ],
  [
    'a tab that is opened when the other one was texted, each with its own texts',
    (world) => {
      const chat = bridged(world);
      world.post(chat, `Textback texted the visitor from ${OURS}.`, 'private_note');
      world.wait(6_000);
      const tab = world.conversation(ANA, { sameContactAs: chat });
      world.say(tab, 'visitor');
      world.followUp(tab, OTHER);
      world.post(tab, `Textback texted the visitor from ${OTHER}.`, 'private_note');
      world.text(OTHER, ANA, world.say(tab, 'rep'));
      world.postText(tab, world.receive(ANA, OTHER));
      world.postText(chat, world.receive(ANA, OURS));
    },
  ],
  [
    'a conversation that a person answered in time',
    (world) => {
      world.say(world.conversation(ANA, { prospects: 'none', reason: 'answered' }), 'rep');
    },
  ],
  [
    "a rep's message and a visitor's text that were never acknowledged are the sender's to repeat",
    (world) => {
      world.say(bridged(world), 'rep', { isAcknowledged: false });
      world.receive(ANA, OURS, 'words', { isAcknowledged: false });
    },
  ],
  [
    'a chat of which Textback was never told',
    (world) => {
      const unknown = { reason: null, isKnown: false };
      world.say(world.conversation(ANA, unknown), 'visitor', { isAcknowledged: false });
    },
  ],
  [
    'a phone number of which Textback was never told',
    (world) => {
      const chat = world.conversation(ANA, { reason: 'no_phone' });
      world.say(chat, 'visitor');
      world.givePhoneUnheard(chat);
    },
  ],
  [
    'a phone number in a message of which Textback was never told',
    (world) => {
      const chat = world.conversation(ANA, { reason: 'no_phone' });
      world.say(chat, 'visitor');
      world.say(chat, 'visitor', { givesPhone: true, isAcknowledged: false });
    },
  ],
  [
    'the order of messages one of which was taken more than two seconds too late',
    (world) => {
      const chat = bridged(world);
      const [first, second] = [world.say(chat, 'rep', { tookMs: 2_500 }), world.say(chat, 'rep')];
      world.text(OURS, ANA, second);
      world.text(OURS, ANA, first);
    },
  ],
  [
    "a rep's message that was taken when the number had passed to another chat",
    (world) => {
      const chat = bridged(world);
      world.say(chat, 'rep', { tookMs: 60_000 });
      world.wait(30_000);
      world.followUp(world.conversation(ANA, { sameContactAs: chat }), OURS);
    },
  ],
  [
    'the first of three chats of one phone, whose number the newest took before its text went out',
    (world) => {
      world.say(world.conversation(ANA, { reason: 'duplicate_session' }), 'visitor');
      world.followUp(world.conversation(ANA), OTHER);
      world.followUp(world.conversation(ANA), OURS);
    },
  ],
  [
    'the last of three chats of one phone, whose webhook came first and whose number an earlier one took',
    (world) => {
      const [first, second] = [world.conversation(ANA), world.conversation(ANA)];
      world.say(world.conversation(ANA, { reason: 'duplicate_session' }), 'visitor');
      world.followUp(first, OTHER);
      world.followUp(second, OURS);
    },
  ],
  [
    'a third chat of one phone, while the other two have both numbers',
    (world) => {
      world.followUp(world.conversation(ANA), OTHER);
      world.followUp(world.conversation(ANA), OURS);
      world.say(world.conversation(ANA, { reason: 'number_in_use' }), 'visitor');
    },
  ],
  [
    "a rep's message that waited until the number had passed to another chat, and the rep is told",
    (world) => {
      const chat = bridged(world);
      world.say(chat, 'rep');
      world.wait(30_000);
      world.followUp(world.conversation(ANA, { sameContactAs: chat }), OURS);
      world.post(chat, NOT_DELIVERED, 'private_note');
    },
  ],
  [
    "a rep's message to somebody who has opted out is held back, and the rep is told",
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.post(chat, 'The visitor has opted out', 'private_note');
      world.say(chat, 'rep');
      world.post(chat, 'Not sent: the visitor has opted out', 'private_note');
    },
  ],
  [
    'a text that was in flight when STOP was acknowledged, however long Twilio took over it',
    (world) => {
      const marker = world.say(bridged(world), 'rep');
      world.receive(ANA, OURS, 'stop');
      world.text(OURS, ANA, marker, 5_000);
    },
  ],
  [
    'texts flow again after START, however often STOP was said',
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.receive(ANA, OURS, 'stop');
      world.wait(2_000);
      world.receive(ANA, OURS, 'start');
      world.text(OURS, ANA, world.say(chat, 'rep'));
    },
  ],
  [
    'a START from somebody who has not opted out opens nothing',
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'start');
      world.text(OURS, ANA, world.say(chat, 'rep'));
    },
  ],
  [
    'an answer that crosses with the follow-up, and reaches the phone after it or not at all',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      const marker = world.say(chat, 'rep');
      world.say(chat, 'rep');
      world.followUp(chat, OURS);
      world.text(OURS, ANA, marker);
    },
  ],
  [
    'a chat that was closed and opened again',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.status(chat, 'closed');
      world.wait(2_000);
      world.status(chat, 'open');
      world.followUp(chat, OURS);
    },
  ],
  [
    'a chat that was closed and that its visitor has opened again by writing',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.status(chat, 'closed');
      world.wait(2_000);
      world.say(chat, 'visitor');
      world.wait(2_000);
      world.followUp(chat, OURS);
    },
  ],
  [
    'a chat that was closed in the very second of the follow-up',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.status(chat, 'closed');
      world.wait(500);
      world.followUp(chat, OURS);
    },
  ],
  [
    'a second chat of somebody who has opted out in the first',
    (world) => {
      bridged(world);
      world.receive(ANA, OURS, 'stop');
      world.say(world.conversation(ANA, { reason: 'opted_out' }), 'visitor');
    },
  ],
  [
    "a private note that quotes a visitor's text beside the post of it",
    (world) => {
      const chat = bridged(world);
      const marker = world.receive(ANA, OURS);
      world.postText(chat, marker);
      world.post(chat, `Is this a STOP? ${marker}`, 'private_note');
    },
  ],
  [
    'two chats of one visitor on two numbers, each with its own texts',
    (world) => {
      const first = bridged(world);
      const second = world.conversation(ANA);
      world.followUp(second, OTHER);
      world.text(OTHER, ANA, world.say(second, 'rep'));
      world.postText(second, world.receive(ANA, OTHER));
      world.postText(first, world.receive(ANA, OURS));
    },
  ],
  [
    'a number passes to another chat: what is written at that moment may go to either, later texts to the new one',
    (world) => {
      const first = bridged(world);
      world.say(first, 'rep');
      const second = world.conversation(ANA, { sameContactAs: first });
      world.postText(second, world.receive(ANA, OURS));
      world.followUp(second, OURS);
      world.postText(first, world.receive(ANA, OURS));
      world.wait(60_000);
      world.say(first, 'rep');
      world.postText(second, world.receive(ANA, OURS));
    },
  ],
  [
    'a HELP that is answered, a picture without words that is posted',
    (world) => {
      const chat = bridged(world);
      world.receive(ANA, OURS, 'help');
      world.text(OURS, ANA, 'Acme. Reply STOP to opt out.');
      world.post(chat, 'Ana by text: HELP');
    },
  ],
  [
    'an answer after the last look at Drift, on a machine that took long to send the text',
    (world) => {
      const chat = world.conversation(ANA, { prospects: 'open' });
      world.say(chat, 'visitor');
      world.look(chat);
      const said = world.say(chat, 'rep');
      world.wait(3_000);
      world.followUp(chat, OURS);
      world.text(OURS, ANA, said);
    },
  ],
  [
    'a follow-up that greets nobody by name',
    (world) => {
      world.conversation(ANA);
      world.text(OURS, ANA, 'Hi there, Acme');
    },
  ],
];

describe('the checker finds', () => {
  test.each(broken)('%s: %s', (kind, _what, story) => {
    expect(found(story)).toEqual([kind]);
  });
});

describe('the checker has nothing to say about', () => {
  test.each(sound)('%s', (_what, story) => {
    expect(found(story)).toEqual([]);
  });
});
