-- Until when quiet hours hold the follow-up back, for people who ask why there is no text yet.
ALTER TABLE conversations ADD COLUMN quiet_until timestamptz;
