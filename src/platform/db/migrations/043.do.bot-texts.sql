-- Texts that a bot's message became: those that a phone has not answered are counted. Null: a person's, or from before this was told apart.
ALTER TABLE ledger ADD COLUMN by_bot boolean;
