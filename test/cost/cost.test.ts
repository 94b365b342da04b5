import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rememberCapability } from '../../src/vendors/capabilities.js';
import { eventually } from '../support/eventually.js';
import { startTextback, type Textback } from '../support/textback.js';
import { excess, plus, type Cost } from './cost.js';
import { driftCallsOf, strayCalls, type Chat } from './drift-calls.js';
import {
  answeredAfterOvertaking,
  answeredAgain,
  answeredInTime,
  followedUp,
  noPhone,
  tenTurns,
  texted,
  workflowOf,
  type Play,
} from './plays.js';
import { temporalBill } from './temporal-bill.js';

/** What a visitor whom nobody answers costs where Drift's API cannot tag, which is what Drift documents. */
const textedCost: Cost = {
  // The contact; when due the chat's status, the contact again and the messages; number and marker on the contact; the timeline; a note.
  drift: 7,
  temporal: {
    actions: { start: 1, signal: 1, timer: 3, activity: 11, upsert: 2 },
    events: 86,
    bytes: 11_710,
  },
};
/** A text of the visitor, and a message of the rep: before each a look whether an earlier one is missing. */
const turnCost: Cost = {
  drift: 2, // the look, and the visitor's text
  temporal: { actions: { start: 0, signal: 2, timer: 0, activity: 4, upsert: 0 }, events: 33, bytes: 4_460 },
};

/** Once something is said one timer is kept for the idle time, and that the workflow does so is written down. */
const firstWords: Cost = {
  drift: 0,
  temporal: { actions: { start: 0, signal: 0, timer: 1, activity: 0, upsert: 1 }, events: 3, bytes: 420 },
};

/** What each kind of conversation costs from its first event to its last. A change that costs more has to say so here. */
const costs = {
  'answered in time': {
    drift: 1, // the contact
    temporal: {
      actions: { start: 1, signal: 2, timer: 2, activity: 2, upsert: 1 },
      events: 27,
      bytes: 4_350,
    },
  },
  // Its second workflow alone, and the calls of both: the contact is not looked at again.
  'answered, asked again, and answered again': {
    drift: 1,
    temporal: {
      actions: { start: 1, signal: 2, timer: 1, activity: 1, upsert: 1 },
      events: 19,
      bytes: 3_470,
    },
  },
  // The second event tells nothing new, and is signalled nevertheless.
  'answered in time, where the first message came before the event that opens the chat': {
    drift: 1,
    temporal: {
      actions: { start: 1, signal: 3, timer: 3, activity: 2, upsert: 1 },
      events: 33,
      bytes: 5_060,
    },
  },
  'no phone': {
    drift: 3, // the contact; when the text is due, whose chat it is then, and that contact
    temporal: {
      actions: { start: 1, signal: 1, timer: 3, activity: 5, upsert: 1 },
      events: 49,
      bytes: 6_770,
    },
  },
  texted: textedCost,
  "texted, the first of an org: that Drift's API cannot tag is learned": { ...textedCost, drift: 10 },
  // The tags that are there are read before they are replaced; there is nothing on the timeline.
  'texted, where the API can tag': {
    drift: 8,
    temporal: {
      actions: { start: 1, signal: 1, timer: 3, activity: 10, upsert: 2 },
      events: 80,
      bytes: 10_980,
    },
  },
  'ten turns': plus(plus(textedCost, firstWords, 1), turnCost, 10),
} satisfies Record<string, Cost>;
type Kind = keyof typeof costs;

describe('what a conversation costs: calls to Drift, and what Temporal bills', () => {
  let textback: Textback;
  const chats = new Map<Kind, Chat>();

  async function play(kind: Kind, how: Play, phone: string): Promise<void> {
    chats.set(kind, await how(textback, phone));
  }

  /** What Drift's API can do is learned once for an org: it is made to be learned anew, while no other chat asks. */
  async function playWhatIsLearned(): Promise<void> {
    await textback.db.query('DELETE FROM capabilities');
    await play("texted, the first of an org: that Drift's API cannot tag is learned", texted, '+12025550102');
    await textback.db.query('DELETE FROM capabilities');
    textback.sandbox.drift.setSwitches({ tagByPatch: true });
    await play('texted, where the API can tag', texted, '+12025550101');
  }

  beforeAll(async () => {
    textback = await startTextback({
      // Calls are to spare, as they are on most days; under pressure a relay asks Drift nothing, and waits instead.
      environment: { FOLLOW_UP_DELAY: '5m', REORDER_WINDOW: '5s', DRIFT_RATE_LIMIT: '100' },
      sandbox: { drift: { rateLimit: 100 } },
    });
    // What changes after the start's look at the list of chats is looked at in five minutes, and costs nothing here.
    await eventually('the sweep at start is over', () =>
      textback.sandbox.drift.ledger.requests().some(({ path }) => path === '/conversations/list'),
    );
    const { orgId } = textback.sandbox.drift.orgs.first;
    await rememberCapability(textback.db, orgId, 'tag_by_patch', false);
    const phone = '+12025550105';
    const talk = await followedUp(textback, phone);
    chats.set('ten turns', talk);
    const overtaken = 'answered in time, where the first message came before the event that opens the chat';
    const others = async () => {
      await Promise.all([
        play('answered in time', answeredInTime, '+12025550103'),
        play('answered, asked again, and answered again', answeredAgain, '+12025550107'),
        play(overtaken, answeredAfterOvertaking, '+12025550106'),
        play('no phone', noPhone, ''),
        play('texted', texted, '+12025550104'),
      ]);
      await playWhatIsLearned();
    };
    await Promise.all([tenTurns(textback, talk, phone), others()]);
  });
  afterAll(() => textback.close());

  test.each(Object.entries(costs) as [Kind, Cost][])('%s', async (kind, stated) => {
    const chat = chats.get(kind);
    if (chat === undefined) throw new Error(`${kind} was not played`);
    const calls = driftCallsOf(textback.sandbox.drift.ledger.requests(), chat);
    const bill = await temporalBill(textback.client, await workflowOf(textback, chat));
    expect(excess({ drift: calls.length, temporal: bill }, stated)).toEqual([]);
  });

  test('nothing else is asked of Drift', () => {
    const requests = textback.sandbox.drift.ledger.requests();
    expect(strayCalls(requests, [...chats.values()])).toEqual([]);
  });
});
