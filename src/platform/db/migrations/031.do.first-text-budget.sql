-- An operator lets an org's hour of first texts begin anew.
CREATE TABLE budget_lifts (
  org_id    bigint      PRIMARY KEY,
  lifted_by text        NOT NULL,
  lifted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- The conversation's first text waits until the hour has room: since when. They are woken in the order in which they are due.
ALTER TABLE conversations ADD COLUMN awaits_budget_since timestamptz;
CREATE INDEX conversations_awaiting_budget ON conversations (org_id, due_at) WHERE state = 'waiting' AND awaits_budget_since IS NOT NULL;
