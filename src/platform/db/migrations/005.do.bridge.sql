-- Whose number a thread takes, when the visitor last spoke, and threads that a late text has opened again.
ALTER TABLE conversations
  ADD COLUMN participants     bigint[]    NOT NULL DEFAULT '{}', -- Drift users who are in the chat
  ADD COLUMN visitor_spoke_at timestamptz, -- last chat message or text; quiet hours do not hold back an answer to it
  ADD COLUMN reopened         boolean     NOT NULL DEFAULT false; -- its workflow begins with the bridge

ALTER TABLE sessions
  ADD COLUMN taken_over_by    bigint REFERENCES sessions, -- the session that took the number from this one
  ADD COLUMN automatic_off_at timestamptz; -- a loop was cut: nothing is answered automatically any more

-- Where a text belongs whose thread is closed.
CREATE INDEX sessions_of_pair ON sessions (visitor_number, our_number, closed_at DESC);
CREATE INDEX sessions_taken_over ON sessions (taken_over_by) WHERE taken_over_by IS NOT NULL;

-- Drift apps that we were seen posting as: what they post is our own.
CREATE TABLE own_apps (
  org_id bigint NOT NULL,
  app_id text   NOT NULL,
  PRIMARY KEY (org_id, app_id)
);
