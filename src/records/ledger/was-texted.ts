/**
 * SQL for "a first text of this conversation is, or was, with the vendor": what a callback proves after a conversation has got
 * its reason is a text all the same. `c` is the conversation's row.
 */
export const wasTexted = `EXISTS (SELECT FROM ledger l
  WHERE l.org_id = c.org_id AND l.conversation_id = c.conversation_id AND l.medium = 'sms' AND l.purpose = 'follow_up'
    AND l.state IN ('accepted', 'sent', 'delivered', 'undelivered', 'failed'))`;
