-- When the phone last wrote in this thread: one in which it never has gives its number up after a day.
ALTER TABLE sessions ADD COLUMN heard_at timestamptz;
UPDATE sessions s SET heard_at = (
  SELECT max(i.received_at) FROM inbox i
  WHERE i.org_id IN (0, s.org_id) AND i.conversation_id = s.conversation_id AND i.kind = 'text_received' AND i.received_at >= s.opened_at)
WHERE s.closed_at IS NULL;
