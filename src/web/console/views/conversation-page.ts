import { html } from 'ghtml';
import type { Answer } from '../answer.js';
import { byReason } from '../answer-by-reason.js';
import type { TemporalUi } from '../context.js';
import { conversationUrl } from '../../../vendors/chat-links.js';
import type { PageContext } from '../page-context.js';
import { orgQuery, temporalLink } from '../links.js';
import { maskPhone } from '../mask-phone.js';
import type { ConversationView } from '../read-conversation.js';
import { phoneWords } from '../timeline/activity-words.js';
import { standingChip } from './conversation-words.js';
import { knowledgeView } from './knowledge-view.js';
import { action, time, type Markup } from '../markup/parts.js';
import { sendsView } from './sends-view.js';
import { signedInPage } from './shell.js';
import { timelineView } from './timeline-view.js';

export interface ConversationPageView extends ConversationView {
  readonly answer: Answer;
  readonly waits: { readonly what: string; readonly until: number } | null;
  /** Index of the instant to show. */
  readonly chosen: number;
  readonly temporalUi: TemporalUi | null;
}

export function conversationPage(pageContext: PageContext, view: ConversationPageView): string {
  const { record, answer, waits } = view;
  const { orgId, conversationId } = record;
  const which = orgQuery(pageContext, orgId);
  const path = `/console/conversations/${conversationId}`;
  const followUp =
    view.sends.filter(({ purpose, medium }) => purpose === 'follow_up' && medium === 'sms').at(-1)?.state ??
    null;
  const main = html`
    <p class="crumbs"><a href="/console/conversations">Conversations</a> / ${conversationId}</p>
    <section class="answer" data-tone="${answer.tone}" aria-labelledby="headline">
      <p class="answer-kicker">Conversation ${conversationId} !${standingChip({ ...record, followUp })}</p>
      <h1 id="headline">${answer.headline}</h1>
      <p class="answer-todo"><span>What to do</span> ${answer.whatToDo}</p>
      !${waits === null ? '' : html`<p class="answer-waits">Waiting for ${waits.what}, until !${time(waits.until, pageContext.zone)}.</p>`}
      <div class="answer-actions">
        !${action(pageContext, {
          needs: 'refresh_conversation',
          orgId,
          path: `${path}/reprocess${which}`,
          label: 'Reprocess conversation…',
          explains:
            'Textback fetches the conversation from Drift again and updates its own record. If it ended without a text and nothing prevents one now, the follow-up gets another chance.',
          confirm: 'Reprocess conversation',
          tone: 'strong',
        })}
        !${phoneProofAction(pageContext, view, path)} !${undoOptOutAction(pageContext, view, path)}
        !${view.temporal === 'there' && pageContext.may('export_history', orgId) ? html`<a class="button" href="${path}/history.json${which}" download>Export history</a>` : ''}
        <a class="button" href="${conversationUrl(conversationId)}" rel="noreferrer">Open in Drift</a>
        !${view.temporalUi === null ? '' : html`<a class="button" href="${temporalLink(view.temporalUi, record.workflowId)}" rel="noreferrer">Temporal Web UI</a>`}
      </div>
    </section>
    !${temporalNote(view)}
    <div class="columns">
      <div class="stack">
        <section class="panel" aria-labelledby="sends-title">
          <h2 id="sends-title">What we sent</h2>
          !${sendsView(pageContext, orgId, view.sends, `${path}${which}`)}
        </section>
        <section class="panel" aria-labelledby="timeline-title">
          <h2 id="timeline-title">Timeline</h2>
          !${timelineView(pageContext, view.timeline, { orgId, back: `${path}${which}` })}
        </section>
      </div>
      <div class="side">
        <section class="panel" aria-labelledby="knew-title">
          <h2 id="knew-title">What Textback knew, moment by moment</h2>
          !${knowledgeView(view.instants, view.chosen, path, pageContext.zone)}
        </section>
        <section class="panel" aria-labelledby="facts-title">
          <h2 id="facts-title">Facts</h2>
          !${factsView(pageContext, view)}
        </section>
        !${endedWaitsView(pageContext, view)}
      </div>
    </div>
  `;
  const title = `Conversation ${conversationId}`;
  return signedInPage(pageContext, { title, path: '/console/conversations', main, scripts: ['slider.js'] });
}

/** Only where it makes a difference: an unproved phone's texts are private notes. */
function undoOptOutAction(pageContext: PageContext, { record }: ConversationView, path: string): Markup {
  if (!record.optedOut) return '';
  return action(pageContext, {
    needs: 'undo_opt_out',
    orgId: record.orgId,
    path: `${path}/undo-opt-out${orgQuery(pageContext, record.orgId)}`,
    label: 'Take opt-out back…',
    explains:
      'Texts may go to this visitor again. If the phone itself texted STOP, this is refused unless you say that its owner has taken it back; Twilio then still blocks it until the phone texts START.',
    more: html`<label for="undo-why">Why</label>
      <input class="field" id="undo-why" name="why" maxlength="200" required autocomplete="off" />
      <label>
        <input type="checkbox" name="overrideStop" value="yes" /> The phone’s owner has taken a STOP back
      </label>`,
    confirm: 'Take the opt-out back',
    tone: 'bad',
  });
}

function phoneProofAction(pageContext: PageContext, { record }: ConversationView, path: string): Markup {
  const { orgId, phone, visitorTexts, phoneProvedBy } = record;
  if (phone === null || visitorTexts === 'chat') return '';
  return phoneProvedBy === null
    ? action(pageContext, {
        needs: 'confirm_phone',
        orgId,
        path: `${path}/confirm-phone${orgQuery(pageContext, orgId)}`,
        label: 'Confirm phone…',
        explains:
          'From now on the web chat shows what this phone texts. Whoever is in the chat could have typed somebody else’s number: confirm it only if you know, from outside the chat, that it is theirs.',
        confirm: 'The phone is theirs',
      })
    : action(pageContext, {
        needs: 'confirm_phone',
        orgId,
        path: `${path}/unconfirm-phone${orgQuery(pageContext, orgId)}`,
        label: 'Take phone confirmation back…',
        explains:
          'From now on what this phone texts is posted as private notes. What the web chat shows already stays there.',
        confirm: 'Take it back',
      });
}

const shownWords = {
  chat: 'shown in the web chat',
  note: 'private notes: the phone is not proved',
  operator: 'shown in the web chat: an operator confirmed the phone',
  signed_identity: 'shown in the web chat: the site signs identities',
} as const;

function temporalNote({ temporal }: ConversationView): Markup {
  const words = {
    there: null,
    away: 'Temporal does not answer. This page shows Textback’s own records only.',
    forgotten:
      'Temporal no longer has this conversation’s history. This page shows Textback’s own records only.',
    none: 'This gateway has no Temporal connection (TEMPORAL_ADDRESS is not set). This page shows Textback’s own records only.',
  }[temporal];
  return words === null ? '' : html`<p class="note" role="status">${words}</p>`;
}

/** Only where there were any: most conversations wait once. */
function endedWaitsView(pageContext: PageContext, { endedWaits }: ConversationView): Markup {
  if (endedWaits.length === 0) return '';
  return html`<section class="panel" aria-labelledby="waits-title">
    <h2 id="waits-title">Earlier waits</h2>
    <dl class="facts">
      !${endedWaits.map(
        ({ number, askedAt, endedAt, reason }) =>
          html`<div>
            <dt>${number}. Asked !${time(askedAt, pageContext.zone)}</dt>
            <dd>
              ${reason === null ? 'A text went out.' : byReason[reason].headline} Ended
              !${time(endedAt, pageContext.zone)}.
            </dd>
          </div>`,
      )}
    </dl>
  </section>`;
}

function factsView(pageContext: PageContext, { record }: ConversationView): Markup {
  const {
    orgId,
    contactId,
    openedAt,
    dueAt,
    endedAt,
    phone,
    phoneStatus,
    timeZone,
    workflowId,
    optedOut,
    reopened,
    visitorTexts,
    phoneProvedBy,
  } = record;
  const fact = (name: string, value: Markup) =>
    html`<div>
      <dt>${name}</dt>
      <dd>!${value}</dd>
    </div>`;
  const text = (words: string) => html`${words}`;
  return html`<dl class="facts">
    !${fact('Opened', time(openedAt, pageContext.zone))} !${fact('Text due', time(dueAt, pageContext.zone))}
    !${endedAt === null ? '' : fact('Ended', time(endedAt, pageContext.zone))}
    !${fact('Phone', text(maskPhone(phone) ?? phoneWords(phoneStatus)))}
    !${phone === null ? '' : fact('Visitor’s texts', text(shownWords[visitorTexts === 'chat' ? 'chat' : (phoneProvedBy ?? 'note')]))}
    !${optedOut ? fact('Opted out', text('yes')) : ''}
    !${fact('Contact', contactId === null ? text('not known') : html`<a href="/console/conversations?contact=${contactId}">${contactId}</a>`)}
    !${fact('Org', text(String(orgId)))}
    !${timeZone === null ? '' : fact('Visitor’s time zone', text(timeZone))}
    !${reopened ? fact('Reopened', text('by a late text')) : ''}
    !${fact('Workflow', html`<code>${workflowId}</code>`)}
  </dl>`;
}
