-- When the first text's turn on a number comes: the conversation owns neither the number nor the visitor's texts before that.
ALTER TABLE conversations
  ADD COLUMN booked_number text,
  ADD COLUMN send_after    timestamptz;
