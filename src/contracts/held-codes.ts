/**
 * Kinds of held events that have a code of their own, each with its words for operators: stable, in the list of held events and in
 * docs/runbook.md. All others only say in words why they are held.
 */
export const heldCodes = {
  chat_closed:
    'the visitor texted after the chat was closed in Drift: the text was posted there, where perhaps nobody looks',
  chat_gone:
    'the conversation was deleted in Drift, and no other chat of the visitor is open: nobody has read this text',
  foreign_org: 'it came by an app through which its org is not connected: nothing of it counts',
} as const;

export type HeldCode = keyof typeof heldCodes;
