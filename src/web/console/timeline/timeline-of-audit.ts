import type { AuditEntry } from '../../../operate/operations/audit.js';
import { operationResults } from '../../../operate/operations/results.js';
import type { Entry } from './entry.js';

/** What an operation is called where people read it. */
export const operationWords: Readonly<Record<AuditEntry['operation'], string>> = {
  reprocess_event: 'reprocess an event',
  put_aside_event: 'dismiss an event',
  change_org_state: 'change the state of an org',
  change_settings: 'change the settings of an org',
  reprocess_conversation: 'reprocess the conversation',
  redrive_send: 'redrive a send',
  confirm_phone: 'confirm the phone',
  undo_opt_out: 'take back an opt-out',
  unconfirm_phone: 'take back the confirmation of the phone',
  export_history: 'export the history',
  create_token: 'make a personal token',
  revoke_token: 'revoke a personal token',
  make_connect_link: 'make a link that connects an org',
  connect_org: 'connect an org',
  disconnect_org: 'disconnect an org',
  invite_person: 'invite a person',
  withdraw_invitation: 'withdraw an invitation',
  accept_invitation: 'accept an invitation',
  change_role: "change a person's role",
  remove_person: 'remove a person',
  sign_in: 'sign in',
  pause: 'pause sending',
  resume: 'resume sending',
};

/** Entries for what operators did. Pure. */
export const timelineOfAudit = (entries: readonly AuditEntry[]): Entry[] =>
  entries.map(({ at, operator, via, operation, target, result }) => ({
    at: at.getTime(),
    happenedAt: null,
    strand: 'operator',
    title: `${operator}: ${operationWords[operation]}`,
    facts: [target, `by ${via}`, operationResults[result]],
    tone: 'plain',
    inboxId: null,
  }));
