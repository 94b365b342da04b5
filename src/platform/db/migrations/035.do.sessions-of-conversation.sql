-- All threads that a conversation has had, also closed ones: which was the last, and whether its number was taken over.
CREATE INDEX sessions_of_conversation ON sessions (org_id, conversation_id);
