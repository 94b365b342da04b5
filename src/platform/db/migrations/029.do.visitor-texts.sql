-- Whether the web chat shows what the visitor's phone writes: `note` hides it until the phone is proved, `chat` shows it. Conversations
-- from before this migration go on as they began.
ALTER TABLE conversations
  ADD COLUMN visitor_texts text NOT NULL DEFAULT 'chat', -- note | chat
  ADD COLUMN proved_phone  text, -- phone_key of the number that is proved to be the contact's; another number of theirs is not
  ADD COLUMN proved_by     text, -- operator | signed_identity
  ADD COLUMN proved_at     timestamptz;
