-- Which status report (an inbox row) was the first to tell that a text was taken, and which that it was not delivered: what they mean for
-- the conversation is brought to its workflow afterwards, also if a crash comes in between and the report is handled again.
ALTER TABLE ledger
  ADD COLUMN settled_by bigint,
  ADD COLUMN failed_by  bigint;
