/** What a day at a company's chat consists of. Plain data, printed as it is when a day goes wrong. */
import type { DriftSwitchesInput } from '../../sandbox/drift/switches.js';
import type { MessageType } from '../../sandbox/drift/types.js';
import type { TwilioSwitchesInput } from '../../sandbox/twilio/switches.js';

export interface Day {
  readonly scripts: readonly Script[];
  /** One after the other, and then again from the first. */
  readonly weather: readonly Weather[];
}

/** How webhooks travel for a while. */
export interface Weather {
  readonly drift: DriftSwitchesInput;
  readonly twilio: TwilioSwitchesInput;
}

/** One conversation. Milliseconds. */
export interface Script {
  /** From the start of the day. */
  readonly opensAtMs: number;
  /** `greeting`: a playbook bot speaks first. */
  readonly opening: 'chat' | 'greeting';
  /** What the contact has as its phone number from the start. `landline`: a number that Twilio refuses. */
  readonly phone: 'usable' | 'landline' | 'none' | InvalidPhone;
  /** The chat names the same phone as the script before. */
  readonly samePhone: boolean;
  /** It is another tab of the visitor of the script before, so the contact is the same too. Else it is somebody else, who names that phone. */
  readonly sameContact: boolean;
  /** Times run from the opening of the chat. */
  readonly before: readonly TimedStep[];
  /** What happens once the follow-up is on the phone or none is to be expected; times run from the step before. */
  readonly after: readonly TimedStep[];
}

export interface InvalidPhone {
  readonly invalid: string;
}

export interface TimedStep {
  readonly ms: number;
  readonly step: Step;
}

/** Several messages by one person, this far apart. */
export interface Burst {
  readonly count: number;
  readonly gapMs: number;
}

export const styles = ['plain', 'quotes', 'long', 'lines', 'link', 'emoji', 'entities'] as const;
export type Style = (typeof styles)[number];

export type Step =
  | ({ readonly do: 'visitor_says' | 'rep_says' | 'bot_says'; readonly style: Style } & Burst)
  /** A message that has no words. */
  | { readonly do: 'rep_says_nothing' }
  /** Anything in the chat that is no chat message; `whisper` is a type that does not exist. */
  | { readonly do: 'whispers'; readonly type: Exclude<MessageType, 'chat'> | 'whisper' }
  | { readonly do: 'closes' }
  | { readonly do: 'reopens' }
  | { readonly do: 'gives_phone'; readonly how: HowGiven }
  /** There was a number, and this one counts from now on. `last_visitors`: that of the script before. */
  | { readonly do: 'corrects_phone'; readonly how: HowGiven; readonly whose: 'own' | 'last_visitors' }
  /** Somebody deletes the conversation in Drift, which tells nobody. Nothing is said in it any more. */
  | { readonly do: 'deletes' }
  | ({ readonly do: 'texts'; readonly style: Style; readonly pictures: number } & Burst)
  /** The phone with the number that is not the visitor's any more. */
  | { readonly do: 'old_phone_texts' }
  | { readonly do: 'texts_nothing'; readonly pictures: number }
  | { readonly do: 'stops'; readonly wording: string }
  | { readonly do: 'starts' }
  | { readonly do: 'asks_for_help' }
  /** Drift delivers past webhooks of this conversation once more. */
  | { readonly do: 'drift_repeats_itself' };

export type HowGiven = 'message' | 'captured' | 'updated';

/** An answer this shortly before the text is due is in a race with it. */
const RACE_MS = 400;

/** Whether the script leads to a follow-up, whatever else happens to the visitor's phone. */
export function prospectsOf(script: Script, followUpDelayMs: number): 'follow-up' | 'none' | 'open' {
  const given = script.before.find(({ step }) => step.do === 'gives_phone');
  if (script.phone === 'landline') return given === undefined ? 'none' : 'open';
  if (script.phone !== 'usable' && given === undefined) return 'none';
  const end = script.before.find(
    ({ step }) => step.do === 'rep_says' || step.do === 'closes' || step.do === 'deletes',
  );
  if (end === undefined) return 'follow-up';
  // What the visitor writes afterwards waits anew.
  if (
    script.before.some(({ ms, step }) => step.do === 'visitor_says' && ms >= end.ms) &&
    end.step.do !== 'deletes'
  )
    return 'open';
  const isReopened = script.before.some(({ step }) => step.do === 'reopens');
  return isReopened || end.ms > followUpDelayMs - RACE_MS ? 'open' : 'none';
}
