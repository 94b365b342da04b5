-- What the console lists.
CREATE INDEX conversations_recent ON conversations (opened_at DESC, conversation_id DESC);
CREATE INDEX conversations_by_state ON conversations (state, opened_at DESC, conversation_id DESC);
CREATE INDEX conversations_by_reason ON conversations (reason, opened_at DESC, conversation_id DESC) WHERE reason IS NOT NULL;

-- What did not arrive, by day.
CREATE INDEX ledger_failures ON ledger (created_at) WHERE medium = 'sms' AND error_code IS NOT NULL;
