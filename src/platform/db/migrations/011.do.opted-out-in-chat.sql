-- A visitor has asked in the chat not to be texted. Their number may not be known then: it counts for the contact.
ALTER TABLE conversations ADD COLUMN opted_out_at timestamptz;
CREATE INDEX conversations_opted_out ON conversations (org_id, contact_id) WHERE opted_out_at IS NOT NULL;
-- A contact's conversations, whatever their state.
CREATE INDEX conversations_of_contact ON conversations (org_id, contact_id);
