-- Everything that we mean to send, written before it is sent, and what became of it.
CREATE TABLE ledger (
  id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id          bigint      NOT NULL,
  conversation_id bigint      NOT NULL,
  medium          text        NOT NULL CHECK (medium IN ('sms', 'chat', 'note')),
  purpose         text        NOT NULL CHECK (purpose IN ('follow_up', 'relay', 'notice')),
  cause           text        NOT NULL, -- what it answers, such as follow-up or relay:<message ID>: one send per cause
  session_id      bigint REFERENCES sessions,
  body            text        NOT NULL,
  state           text        NOT NULL DEFAULT 'intended' CHECK (state IN
                    ('intended', 'sending', 'ambiguous', 'accepted', 'sent', 'delivered', 'undelivered', 'failed', 'refused', 'parked')),
  attempts        int         NOT NULL DEFAULT 0,
  attempted_at    timestamptz, -- when the last attempt began
  absences        int         NOT NULL DEFAULT 0, -- how often the vendor was asked and did not know it
  vendor_id       text, -- Twilio's SID, Drift's message ID
  error_code      text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT ledger_one_send_per_cause UNIQUE (org_id, conversation_id, medium, cause),
  FOREIGN KEY (org_id, conversation_id) REFERENCES conversations
);
CREATE UNIQUE INDEX ledger_vendor_id ON ledger (org_id, (medium = 'sms'), vendor_id) WHERE vendor_id IS NOT NULL;

-- A text's state only moves to a higher rank: callbacks come in any order and any number.
CREATE FUNCTION text_state_rank(state text) RETURNS int IMMUTABLE LANGUAGE sql AS $$
  SELECT CASE state
    WHEN 'intended' THEN 0 WHEN 'sending' THEN 1 WHEN 'ambiguous' THEN 1 WHEN 'parked' THEN 1
    WHEN 'accepted' THEN 2 WHEN 'sent' THEN 3 ELSE 4 END
$$;
