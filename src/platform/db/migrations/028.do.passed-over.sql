-- Why a message is not relayed and never will be: what was written after it need not wait for it.
ALTER TABLE inbox ADD COLUMN passed_over text;
