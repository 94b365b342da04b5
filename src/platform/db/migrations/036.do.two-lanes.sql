-- First texts to whom an earlier one has brought no answer wait behind all others on their number.
ALTER TABLE sender_pace ADD COLUMN last_free_at timestamptz;
ALTER TABLE conversations ADD COLUMN goes_last boolean NOT NULL DEFAULT false;
