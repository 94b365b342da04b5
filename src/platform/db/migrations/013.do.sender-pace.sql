-- Each number of ours sends so many segments a second: follow-ups that are due together go out one after another.
CREATE TABLE sender_pace (
  number  text        PRIMARY KEY,
  free_at timestamptz NOT NULL -- what is sent until then has been booked
);
ALTER TABLE ledger ADD COLUMN send_after timestamptz; -- booked for then; null: not booked
