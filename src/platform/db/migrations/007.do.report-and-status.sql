-- What the report counts, what is held for the operator, and which texts are asked for at Twilio.

-- Days of the report are days of the opening.
CREATE INDEX conversations_opened ON conversations (opened_at);

-- Whether a conversation was texted, without reading all that was relayed.
CREATE INDEX ledger_follow_ups ON ledger (org_id, conversation_id) WHERE medium = 'sms' AND purpose = 'follow_up';

CREATE INDEX inbox_held ON inbox (id) WHERE outcome = 'held';

ALTER TABLE ledger
  ADD COLUMN status_checks   int NOT NULL DEFAULT 0, -- how often the vendor was asked how this text fared, and answered
  ADD COLUMN status_check_at timestamptz;            -- not to be asked for before; null: not asked for yet

-- Texts without a last word. Small: a text leaves it with its last word, or when it was asked for often enough.
CREATE INDEX ledger_unconfirmed ON ledger (attempted_at)
  WHERE medium = 'sms' AND state IN ('accepted', 'sent') AND status_checks < 3;
