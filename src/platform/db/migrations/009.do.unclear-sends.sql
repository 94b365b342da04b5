-- Sends of which nobody can say whether they went out: few, and looked for at every scrape of the metrics.
CREATE INDEX ledger_unclear ON ledger (updated_at) WHERE state IN ('sending', 'ambiguous', 'parked');
