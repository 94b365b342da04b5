/**
 * SQL for "the vendor has, or had, a first text of this conversation". It reads the ledger, since a callback may prove a text
 * after the conversation has got its reason. `c` is the conversation's row.
 */
export const wasTexted = `EXISTS (SELECT FROM ledger l
  WHERE l.org_id = c.org_id AND l.conversation_id = c.conversation_id AND l.medium = 'sms' AND l.purpose = 'follow_up'
    AND l.state IN ('accepted', 'sent', 'delivered', 'undelivered', 'failed'))`;
