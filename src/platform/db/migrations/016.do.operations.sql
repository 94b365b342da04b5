-- What operators do: written down with who, when and what; the same request again changes nothing.
CREATE TABLE audit_log (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id      text        NOT NULL CONSTRAINT audit_log_once_per_request UNIQUE,
  at              timestamptz NOT NULL DEFAULT clock_timestamp(),
  operator        text        NOT NULL, -- as they called themselves
  via             text        NOT NULL CHECK (via IN ('console', 'api', 'command')),
  operation       text        NOT NULL,
  org_id          bigint, -- null: everywhere, or not about one org
  conversation_id bigint,
  target          text        NOT NULL, -- what it was done to: an inbox row, a conversation, a ledger entry, an org
  result          text        NOT NULL
);
CREATE INDEX audit_log_of_conversation ON audit_log (conversation_id, id) WHERE conversation_id IS NOT NULL;

-- Where no text goes out until an operator says so. Org 0: everywhere.
CREATE TABLE pauses (
  org_id    bigint      PRIMARY KEY,
  why       text        NOT NULL,
  paused_by text        NOT NULL,
  since     timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- An ended conversation without a text gets a new chance: due at once, counted from then on.
ALTER TABLE conversations ADD COLUMN redone_at timestamptz;

-- An operator has seen this parked send and leaves it as it is.
ALTER TABLE ledger ADD COLUMN left_at timestamptz;
