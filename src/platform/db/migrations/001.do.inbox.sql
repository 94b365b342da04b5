-- One row per webhook event, written before the webhook is acknowledged.
CREATE TABLE inbox (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id          bigint      NOT NULL, -- Drift org; 0 until a Twilio event's number is known to belong to one
  source          text        NOT NULL CHECK (source IN ('drift', 'twilio')),
  event_key       text        NOT NULL, -- what makes two deliveries the same event
  event_id        text        NOT NULL, -- the vendor's event ID, or the key where it gives none: becomes a workflow ID
  type            text        NOT NULL, -- the vendor's word
  kind            text        NOT NULL, -- our word
  conversation_id bigint,
  event           json        NOT NULL, -- in our words
  raw             json        NOT NULL, -- as the vendor sent it, less its secret token
  occurred_at     timestamptz NOT NULL,
  received_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  outcome         text CHECK (outcome IN ('dispatched', 'applied', 'ignored', 'held')),
  outcome_detail  text,
  settled_at      timestamptz,
  CONSTRAINT inbox_one_row_per_event UNIQUE (source, event_key)
);

-- The dispatcher's work list; small, because settled rows leave it.
CREATE INDEX inbox_waiting ON inbox (id) WHERE outcome IS NULL;
CREATE INDEX inbox_conversation ON inbox (org_id, conversation_id, id);

-- Which of our numbers belongs to which org.
CREATE TABLE numbers (
  number        text        PRIMARY KEY,
  org_id        bigint      NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT now()
);
