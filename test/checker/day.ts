import fc from '../support/fast-check.js';
import {
  styles,
  type Burst,
  type Day,
  type Script,
  type Step,
  type TimedStep,
  type Weather,
} from './scenario.js';

export interface DayOptions {
  readonly conversations: number;
  /** The conversations open over this time. Milliseconds. */
  readonly openOverMs: number;
  readonly followUpDelayMs: number;
}

/** How visitors say STOP: words that Twilio knows itself, words that only the law knows, and sentences. */
const stopWordings = [
  ...['STOP', 'stop', 'Unsubscribe', 'QUIT'],
  ...['Stop.', 'OPT OUT', 'stop all', 'opt-out'],
  ...['please stop texting me', 'remove me from your list', 'no more messages', 'wrong number'],
];
const notTextable = ['call me maybe', '+999 12 34', '12345', '+1 800 555 0199', '+1 202 555 0181 ext. 5'];

const between = (min: number, max: number) => fc.integer({ min, max });
const style = fc.oneof(
  { weight: 6, arbitrary: fc.constant('plain' as const) },
  { weight: 4, arbitrary: fc.constantFrom(...styles) },
);
const once = fc.constant({ count: 1, gapMs: 0 });
const burst = fc.record({ count: between(2, 6), gapMs: between(0, 250) });
const onceOrBurst = fc.oneof({ weight: 3, arbitrary: once }, { weight: 1, arbitrary: burst });
const flat = <A extends object, B extends object>(pair: fc.Arbitrary<[A, B]>) =>
  pair.map(([a, b]) => ({ ...a, ...b }));

const says = (who: 'visitor_says' | 'rep_says' | 'bot_says', often: fc.Arbitrary<Burst>) =>
  flat(fc.tuple(fc.record({ do: fc.constant(who), style }), often));
const texts = flat(
  fc.tuple(
    fc.record({
      do: fc.constant('texts' as const),
      style: style.map((one) => (one === 'long' ? ('lines' as const) : one)),
      pictures: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: between(1, 2) }),
    }),
    onceOrBurst,
  ),
);
const whispers = fc.record({
  do: fc.constant('whispers' as const),
  type: fc.constantFrom('private_note', 'private_prompt', 'suggestion', 'edit', 'whisper'),
});
const howGiven = fc.constantFrom('message' as const, 'captured' as const, 'updated' as const);
const corrects = fc.record({
  do: fc.constant('corrects_phone' as const),
  how: howGiven,
  whose: fc.oneof(
    { weight: 3, arbitrary: fc.constant('own' as const) },
    { weight: 1, arbitrary: fc.constant('last_visitors' as const) },
  ),
});
const at = (ms: fc.Arbitrary<number>, step: fc.Arbitrary<Step>): fc.Arbitrary<TimedStep> =>
  fc.record({ ms, step });

/** What is said beside the point: it neither answers nor texts. */
const noise: fc.Arbitrary<Step> = fc.oneof(
  says('visitor_says', once),
  says('bot_says', once),
  whispers,
  fc.constant({ do: 'drift_repeats_itself' as const }),
);

/** What happens in the chat before anybody is texted. */
function beforehand(delay: number): fc.Arbitrary<Pick<Script, 'phone' | 'before'>> {
  const some = fc.array(at(between(20, delay), noise), { maxLength: 2 });
  const usable = fc.constant('usable' as const);
  const rep = says('rep_says', once);
  const plot = (phone: fc.Arbitrary<Script['phone']>, ...steps: fc.Arbitrary<TimedStep>[]) =>
    fc.record({
      phone,
      before: fc
        .tuple(some, fc.tuple(...steps))
        .map(([aside, main]) => [...aside, ...main].sort((a, b) => a.ms - b.ms)),
    });
  const early = between(Math.round(delay * 0.2), Math.round(delay * 0.7));
  const invalid = fc.constantFrom(...notTextable).map((one) => ({ invalid: one }));
  const late = fc.record({
    do: fc.constant('gives_phone' as const),
    how: howGiven,
  });
  return fc.oneof(
    { weight: 11, arbitrary: plot(usable) },
    { weight: 1, arbitrary: plot(usable, at(early, rep)) },
    { weight: 1, arbitrary: plot(usable, at(between(delay - 250, delay - 5), rep)) },
    { weight: 1, arbitrary: plot(usable, at(between(delay, delay + 400), rep)) },
    { weight: 1, arbitrary: plot(usable, at(early, fc.constant({ do: 'closes' as const }))) },
    {
      weight: 1,
      arbitrary: plot(
        usable,
        at(early, fc.constant({ do: 'closes' as const })),
        at(between(Math.round(delay * 0.75), delay), fc.constant({ do: 'reopens' as const })),
      ),
    },
    { weight: 2, arbitrary: plot(fc.constant('none' as const), at(between(50, delay + 1_500), late)) },
    { weight: 1, arbitrary: plot(invalid, at(between(50, delay + 1_500), late)) },
    { weight: 2, arbitrary: plot(usable, at(between(50, delay + 1_500), corrects)) },
    {
      weight: 1,
      arbitrary: plot(usable, at(between(50, delay + 500), fc.constant({ do: 'deletes' as const }))),
    },
    { weight: 1, arbitrary: plot(fc.oneof(invalid, fc.constantFrom('none' as const, 'landline' as const))) },
  );
}

const stop = fc.record({ do: fc.constant('stops' as const), wording: fc.constantFrom(...stopWordings) });
const gap = between(20, 900);
/** STOP, what is said meanwhile, and START well after it: Twilio's webhooks do not tell which was first. */
const outAndIn = fc
  .tuple(
    at(gap, stop),
    fc.array(at(between(200, 2_500), says('rep_says', once)), { maxLength: 2 }),
    fc.boolean(),
  )
  .map(([first, meanwhile, comesBack]): TimedStep[] => [
    first,
    ...meanwhile,
    ...(comesBack
      ? [
          { ms: 4_000, step: { do: 'starts' as const } },
          { ms: 4_000, step: { do: 'rep_says' as const, style: 'plain' as const, count: 2, gapMs: 50 } },
        ]
      : []),
  ]);
/** Another number, what is said around it, and perhaps a text of whoever has the old one. */
const numberChanges = fc
  .tuple(
    at(gap, corrects),
    fc.array(at(gap, fc.oneof(says('rep_says', once), texts)), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([change, then, oldPhoneTexts]): TimedStep[] => [
    change,
    ...then,
    ...(oldPhoneTexts ? [{ ms: 500, step: { do: 'old_phone_texts' as const } }] : []),
  ]);
/** The chat is gone, and the phone goes on texting. */
const deletedChat = fc
  .tuple(
    at(gap, fc.constant({ do: 'deletes' as const })),
    fc.array(at(gap, texts), { minLength: 1, maxLength: 2 }),
  )
  .map(([first, then]): TimedStep[] => [first, ...then]);
const single = (weight: number, step: fc.Arbitrary<Step>) => ({
  weight,
  arbitrary: at(gap, step).map((one) => [one]),
});
const afterwards = fc
  .array(
    fc.oneof(
      single(10, says('rep_says', onceOrBurst)),
      single(10, texts),
      single(2, whispers),
      single(2, noise),
      single(1, fc.constantFrom<Step>({ do: 'rep_says_nothing' }, { do: 'asks_for_help' })),
      single(1, fc.record({ do: fc.constant('texts_nothing' as const), pictures: between(0, 1) })),
      single(1, fc.constantFrom<Step>({ do: 'closes' }, { do: 'reopens' })),
      { weight: 3, arbitrary: outAndIn },
      { weight: 2, arbitrary: numberChanges },
      { weight: 1, arbitrary: deletedChat },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((parts) => parts.flat());

/**
 * `tabAfterMs`: when the visitor opens it after the tab before, if it is another tab. `joinsCrowd`: it names the phone that two chats have
 * named, since the caps and a number too few only show with a third.
 */
type Draft = Script & { readonly tabAfterMs: number; readonly joinsCrowd: boolean };

const script = (options: DayOptions): fc.Arbitrary<Draft> =>
  fc
    .tuple(
      fc.record({
        opensAtMs: between(0, options.openOverMs),
        opening: fc.oneof(
          { weight: 9, arbitrary: fc.constant('chat' as const) },
          { weight: 1, arbitrary: fc.constant('greeting' as const) },
        ),
        samePhone: fc.oneof(
          { weight: 2, arbitrary: fc.constant(false) },
          { weight: 1, arbitrary: fc.constant(true) },
        ),
        sameContact: fc.oneof(
          { weight: 3, arbitrary: fc.constant(false) },
          { weight: 1, arbitrary: fc.constant(true) },
        ),
        joinsCrowd: fc.boolean(),
        tabAfterMs: fc.oneof(
          between(50, CHATS_APART_MS),
          between(options.followUpDelayMs + 500, options.followUpDelayMs + 4_000),
        ),
        after: afterwards,
      }),
      beforehand(options.followUpDelayMs),
    )
    .map(([rest, before]) => ({ ...rest, ...before }));

const delivery = {
  duplicates: fc.oneof({ weight: 5, arbitrary: between(0, 1) }, { weight: 1, arbitrary: between(2, 5) }),
  duplicateMode: fc.constantFrom('concurrent' as const, 'sequential' as const),
  reorderWindowMs: fc.oneof(
    { weight: 1, arbitrary: fc.constant(0) },
    { weight: 2, arbitrary: between(10, 2_000) },
  ),
  reorderSeed: between(1, 1_000_000),
};
const KINDS_OF_WEATHER = 24;
const weather: fc.Arbitrary<Weather> = fc.record({
  drift: fc.record({
    ...delivery,
    echoBeforeReply: fc.boolean(),
    echoDelayMs: fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: between(10, 3_000) },
    ),
  }),
  twilio: fc.record({
    ...delivery,
    callbacks: fc.record({ beforeReply: fc.boolean(), statusDelayMs: between(0, 200) }),
  }),
});

/**
 * A day of conversations: visitors, some of them with several chats, reps and bots, all at once, while the weather of
 * the webhooks changes. Nothing in it depends on Textback.
 */
export function day(options: DayOptions): fc.Arbitrary<Day> {
  return fc.record({
    scripts: fc.array(script(options), fixed(options.conversations)).map(withSharedPhones),
    weather: fc.array(weather, fixed(KINDS_OF_WEATHER)),
  });
}

const fixed = (length: number) => ({ minLength: length, maxLength: length });

/** Whether the chat names a phone that may be another visitor's: on its contact, or typed by whoever sits there. */
const namesPhone = ({ phone, before }: Script): boolean =>
  phone === 'usable' ||
  (phone === 'none' && before.some(({ step }) => step.do === 'gives_phone' && step.how === 'message'));

/** At most this many chats of one visitor: one more than there are numbers in the pool. */
const MOST_CHATS = 3;
const CHATS_APART_MS = 1_500;

/**
 * Chats of one phone open one after the other: of other contacts, or other tabs of the visitor before. A visitor whose third chat
 * takes a number over says no STOP: whether a number was taken over for a follow-up that was then refused cannot be seen from outside.
 */
function withSharedPhones(drafts: readonly Draft[]): Script[] {
  const result: Script[] = [];
  let chats = 0;
  for (const { tabAfterMs, joinsCrowd, ...one } of drafts) {
    const last = result.at(-1);
    const before = last?.phone === 'usable' && namesPhone(one) && chats < MOST_CHATS ? last : undefined;
    if ((one.samePhone || (chats === 2 && joinsCrowd)) && before !== undefined) {
      chats += 1;
      const sameContact = one.sameContact && one.phone === 'usable';
      const apart = sameContact ? tabAfterMs : CHATS_APART_MS;
      result.push({ ...one, samePhone: true, sameContact, opensAtMs: before.opensAtMs + apart });
    } else {
      chats = 1;
      const mayNameLast = last?.phone === 'usable';
      const named = (steps: readonly TimedStep[]) => (mayNameLast ? steps : steps.map(ofOwnPhone));
      const { before: first, after } = one;
      result.push({
        ...one,
        samePhone: false,
        sameContact: false,
        before: named(first),
        after: named(after),
      });
    }
  }
  return result.map((one, i) => {
    const isCrowded = one.samePhone && result[i - 1]?.samePhone === true;
    const inCrowd =
      isCrowded ||
      (result[i + 1]?.samePhone === true && (one.samePhone || result[i + 2]?.samePhone === true));
    const hasTabs = one.sameContact || result[i + 1]?.sameContact === true;
    const left = (steps: readonly TimedStep[]) =>
      steps
        .filter(({ step }) => !(inCrowd && step.do === 'stops') && !(hasTabs && step.do === 'deletes'))
        .map((timed) => (one.samePhone ? ofOwnPhone(timed) : timed));
    return { ...one, before: left(one.before), after: left(one.after) };
  });
}

/** There is no visitor before whose number could be named, or it is the same one. */
const ofOwnPhone = ({ ms, step }: TimedStep): TimedStep => ({
  ms,
  step: step.do === 'corrects_phone' ? { ...step, whose: 'own' } : step,
});
