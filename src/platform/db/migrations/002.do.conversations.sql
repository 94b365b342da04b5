-- One row per Drift conversation that Textback has taken up; where its workflow is found and what became of it.
CREATE TABLE conversations (
  org_id          bigint      NOT NULL,
  conversation_id bigint      NOT NULL,
  workflow_id     text        NOT NULL CONSTRAINT conversations_one_per_workflow UNIQUE,
  opened_by       text        NOT NULL, -- event key
  contact_id      bigint,
  opened_at       timestamptz NOT NULL,
  due_at          timestamptz NOT NULL,
  state           text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'bridging', 'done')),
  reason          text, -- why no text went out; null while undecided and where one did
  phone           text, -- E.164
  phone_status    text        NOT NULL DEFAULT 'unknown' CHECK (phone_status IN ('unknown', 'none', 'invalid', 'not_textable', 'usable')),
  visitor_name    text,
  time_zone       text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz,
  PRIMARY KEY (org_id, conversation_id)
);
CREATE INDEX conversations_contact ON conversations (org_id, contact_id) WHERE state <> 'done';

-- One open thread of (our number, visitor's number) at a time.
CREATE TABLE sessions (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id          bigint      NOT NULL,
  conversation_id bigint      NOT NULL,
  our_number      text        NOT NULL,
  visitor_number  text        NOT NULL,
  opened_at       timestamptz NOT NULL DEFAULT now(),
  closed_at       timestamptz,
  FOREIGN KEY (org_id, conversation_id) REFERENCES conversations
);
CREATE UNIQUE INDEX sessions_one_open_per_pair ON sessions (our_number, visitor_number) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX sessions_one_open_per_conversation ON sessions (org_id, conversation_id) WHERE closed_at IS NULL;

-- Latest word of a phone's owner to an org, and every word before it.
CREATE TABLE consents (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id      bigint      NOT NULL,
  phone       text        NOT NULL,
  status      text        NOT NULL CHECK (status IN ('opted_out', 'opted_in')),
  means       text        NOT NULL, -- keyword | vendor_error
  message_sid text,
  at          timestamptz NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT consents_one_row_per_message UNIQUE NULLS NOT DISTINCT (org_id, phone, status, message_sid)
);
CREATE INDEX consents_latest ON consents (org_id, phone, at DESC, id DESC);
