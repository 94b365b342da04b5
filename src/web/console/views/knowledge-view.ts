import { html } from 'ghtml';
import { reasons } from '../../../contracts/reasons.js';
import { stepWords } from '../knowledge/decisions.js';
import type { Instant } from '../knowledge/instants.js';
import { phoneWords } from '../timeline/activity-words.js';
import { stateWords, toneOfState } from '../timeline/send-words.js';
import { chip, empty, moment, time, type Markup } from '../markup/parts.js';

/**
 * What the conversation knew at each instant: a slider over them. Without a script the form asks for one of them (`chosen`, an
 * index); with one, the slider shows it at once.
 */
export function knowledgeView(
  instants: readonly Instant[],
  chosen: number,
  path: string,
  zone: string,
): Markup {
  if (instants.length === 0) return empty('No record of what Textback knew.');
  const last = instants.length - 1;
  const texts = instants.map(({ at, what }) => `${moment(at, zone)}: ${what}`);
  return html`<form class="slider" method="get" action="${path}" data-slider>
      <label for="at">Moment <output id="at-words" for="at">${texts[chosen]}</output></label>
      <div class="slider-row">
        <button
          class="button button-small"
          type="submit"
          name="at"
          value="${Math.max(0, chosen - 1)}"
          data-step="-1"
          aria-label="Earlier"
        >
          ‹
        </button>
        <input
          id="at"
          type="range"
          name="at"
          min="0"
          max="${last}"
          step="1"
          value="${chosen}"
          aria-describedby="at-words"
        />
        <button
          class="button button-small"
          type="submit"
          name="at"
          value="${Math.min(last, chosen + 1)}"
          data-step="1"
          aria-label="Later"
        >
          ›
        </button>
      </div>
      <div class="slider-ends">
        <span>!${time(instants[0]?.at ?? 0, zone)}</span><span>${last + 1} moments</span
        ><span>!${time(instants[last]?.at ?? 0, zone)}</span>
      </div>
    </form>
    <div class="instants" id="instants" aria-live="polite">
      !${instants.map(
        (instant, index) =>
          html`<div
            class="instant"
            data-at="${instant.at}"
            data-words="${texts[index]}"
            !${index === chosen ? '' : 'hidden'}
          >
            !${instantView(instant, zone)}
          </div>`,
      )}
    </div>`;
}

function instantView(instant: Instant, zone: string): Markup {
  const { state, phase, step, reason, sends } = instant;
  const yesNo = (value: boolean) => (value ? chip('yes', 'wait') : html`<span class="soft">no</span>`);
  return html`<p class="verdict">${verdict(instant, zone)}</p>
    <dl class="facts">
      <div>
        <dt>A person answered</dt>
        <dd>!${yesNo(state.answered)}</dd>
      </div>
      <div>
        <dt>The chat is closed</dt>
        <dd>!${yesNo(state.closed)}</dd>
      </div>
      <div>
        <dt>The visitor opted out</dt>
        <dd>!${yesNo(state.optedOut)}</dd>
      </div>
      <div>
        <dt>Phone</dt>
        <dd>${phoneWords(state.phone)}</dd>
      </div>
      !${
        state.quietUntil === null
          ? ''
          : html`<div>
              <dt>Quiet hours until</dt>
              <dd>!${time(state.quietUntil, zone)}</dd>
            </div>`
      }
      !${
        state.isPaused
          ? html`<div>
              <dt>Sending is paused</dt>
              <dd>!${yesNo(true)}</dd>
            </div>`
          : ''
      }
      !${
        state.isBudgetSpent
          ? html`<div>
              <dt>The hour’s first texts are spent</dt>
              <dd>!${yesNo(true)}</dd>
            </div>`
          : ''
      }
      !${
        step === null
          ? html`<div>
              <dt>Phase</dt>
              <dd>${phase === 'texted' ? 'bridging' : 'ended'}</dd>
            </div>`
          : ''
      }
      !${
        reason === null
          ? ''
          : html`<div>
              <dt>Reason</dt>
              <dd>${reasons[reason]}</dd>
            </div>`
      }
      !${sends.map(
        ({ name, medium, state: stands }) =>
          html`<div>
            <dt>${name}</dt>
            <dd>!${chip(stateWords(stands, medium), toneOfState(stands, medium))}</dd>
          </div>`,
      )}
    </dl>`;
}

function verdict({ step, phase, reason }: Instant, zone: string): string {
  if (step === null) {
    if (reason !== null) return `Result so far: no text, ${reasons[reason]}.`;
    return phase === 'texted'
      ? 'Textback was relaying between chat and phone.'
      : 'The conversation had ended.';
  }
  if (step.do !== 'wait') return `Next step: ${stepWords(step)}.`;
  return `Next step: ${stepWords(step)}, until ${moment(step.until, zone)}.`;
}
