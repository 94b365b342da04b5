-- A conversation may wait several times: each time for an answer to the visitor's first unanswered words. Its row tells of the wait that is
-- open, or was the last.
ALTER TABLE conversations
  ADD COLUMN waits             int NOT NULL DEFAULT 1, -- how many there were, this one included
  ADD COLUMN asked_at          timestamptz, -- the first unanswered words of this wait; null: when the chat was opened
  ADD COLUMN asked_by          text,        -- event key that opened this wait; null: opened_by
  ADD COLUMN asked_after       timestamptz, -- what was said until then, by the chat vendor's clock, belongs to an earlier wait
  ADD COLUMN asked_after_order bigint,      -- which message it was, among those of one millisecond
  ADD COLUMN settled_at        timestamptz, -- the answer or close that ended the last wait, by the chat vendor's clock
  ADD COLUMN settled_order     bigint;

-- Waits that have ended and were followed by another.
CREATE TABLE ended_waits (
  org_id          bigint      NOT NULL,
  conversation_id bigint      NOT NULL,
  number          int         NOT NULL, -- from 1
  workflow_id     text        NOT NULL CONSTRAINT ended_waits_one_per_workflow UNIQUE,
  asked_at        timestamptz NOT NULL,
  ended_at        timestamptz NOT NULL,
  reason          text,
  PRIMARY KEY (org_id, conversation_id, number),
  FOREIGN KEY (org_id, conversation_id) REFERENCES conversations
);
