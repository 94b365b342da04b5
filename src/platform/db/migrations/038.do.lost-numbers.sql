-- The numbers that a conversation has lost: none of them comes back, whatever the contact still shows and whichever was lost last.
ALTER TABLE conversations ADD COLUMN lost_numbers text[] NOT NULL DEFAULT '{}';
UPDATE conversations c
SET lost_numbers = ARRAY(
  SELECT s.visitor_number FROM sessions s WHERE s.org_id = c.org_id AND s.conversation_id = c.conversation_id
  ORDER BY s.closed_at DESC NULLS FIRST, s.id DESC LIMIT 1)
WHERE c.number_lost_at IS NOT NULL;

-- A conversation that goes on waits for the budget too, when the visitor has given another number. conversations_awaiting_budget (031) has
-- no reader any more; migrations take nothing away.
CREATE INDEX conversations_open_awaiting_budget ON conversations (org_id, due_at) WHERE state <> 'done' AND awaits_budget_since IS NOT NULL;
