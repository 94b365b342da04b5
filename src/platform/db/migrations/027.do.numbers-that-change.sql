-- A visitor's number may change while their conversation waits or goes on. A build that does not know these columns reads and
-- writes `phone` and `phone_status` as before.
ALTER TABLE conversations
  ADD COLUMN phone_source   text CHECK (phone_source IN ('visitor', 'contact')), -- whose word the number is
  ADD COLUMN phone_at       timestamptz, -- when it was told, by the vendor's clock; null if it was only looked up
  ADD COLUMN number_lost    text CHECK (number_lost IN ('wrong', 'refused')), -- why there is no number any more
  ADD COLUMN number_lost_at timestamptz,
  ADD COLUMN chat_closed_at timestamptz, -- closed in Drift, and nobody has written in the chat since
  ADD COLUMN chat_gone_at   timestamptz; -- Drift does not know the conversation any more
