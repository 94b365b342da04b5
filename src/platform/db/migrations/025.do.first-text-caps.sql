-- How many first texts a phone, a contact and an org have had lately.
CREATE INDEX ledger_first_texts ON ledger (org_id, created_at) WHERE medium = 'sms' AND purpose = 'follow_up';
CREATE INDEX ledger_first_texts_of_session ON ledger (session_id) WHERE medium = 'sms' AND purpose = 'follow_up';
-- Those whose first text has its slot and has not gone out.
CREATE INDEX conversations_booked ON conversations (org_id, send_after) WHERE state = 'waiting' AND send_after IS NOT NULL;
