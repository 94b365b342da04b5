/** Results of operations: codes, each with an explanation for people. */
export const operationResults = {
  handed_over_again: 'The event is being reprocessed.',
  already_waiting: 'The event was already waiting to be processed.',
  put_aside: 'The event is dismissed: it leaves the list and will not be processed.',
  refresh_started:
    'Textback is fetching the conversation from Drift again. Missed events are processed, and a follow-up that is still wanted gets another chance.',
  look_started: 'Textback is asking the vendor about the send again and will record what it finds.',
  send_started: 'Textback sends it again unless the vendor already has it.',
  phone_confirmed: 'The phone is confirmed: from now on the web chat shows what it texts.',
  already_confirmed: 'The phone was already proved.',
  phone_unconfirmed:
    'The confirmation is taken back: from now on what the phone texts is posted as private notes.',
  not_confirmed: 'The phone was not proved.',
  left: 'The send keeps its state and leaves the list.',
  opt_out_undone: 'The opt-out is taken back: texts may go to this visitor again.',
  opt_out_undone_vendor_may_block:
    'The opt-out is taken back here. If the phone texted STOP, Twilio still blocks it (error 21610) until the phone texts START.',
  exported: 'The history was exported; it contains no message text and no phone numbers.',
  token_created: 'The personal token is made. It is shown once, in this answer.',
  token_revoked: 'The token lets nobody in any more, and sessions that began with it are over.',
  already_revoked: 'The token was already revoked.',
  person_invited:
    'The invitation stands: whoever signs in with this address, verified by the OpenID provider, joins the org.',
  invitation_withdrawn: 'The invitation is withdrawn: nobody can accept it any more.',
  invitation_accepted: 'The invitation is accepted and used up: the person has its role in the org.',
  role_changed: 'The person has the new role, in sessions that are open too.',
  role_as_before: 'The person had this role already.',
  person_removed: 'The person has no role in the org any more; a session that sees nothing else is over.',
  sign_in_unverified: 'Not let in: the OpenID provider does not vouch for the e-mail address.',
  sign_in_not_invited: 'Not let in: there is no role and no open invitation for them.',
  paused: 'Sending is paused: no text goes out until it is resumed.',
  already_paused: 'Sending was already paused.',
  resumed: 'Sending is resumed: texts go out again.',
  budget_lifted: 'The hour of first texts begins anew: as many again may go out.',
  not_paused: 'Sending was not paused.',
  settings_changed:
    'The settings are changed. Conversations that have begun keep the behaviour that they began with; numbers and caps count at once.',
  settings_unchanged: 'The org had these settings already.',
  org_connected: 'The org is connected: its work goes on.',
  org_reconnect_required:
    'The vendor refuses the credentials of the org: its work waits until it is connected again.',
  connect_link_made: 'The link is made. It is shown once, in this answer, and is good for ten minutes.',
  org_disconnected_app_stays:
    'The org is disconnected and its tokens are wiped, but Drift could not be told: an admin of the company should take the app out in Drift’s settings.',
  already_disconnected: 'The org was already disconnected.',
  org_disconnected: 'The org is disconnected: nothing is done for it.',
} as const;

export type OperationResult = keyof typeof operationResults;
