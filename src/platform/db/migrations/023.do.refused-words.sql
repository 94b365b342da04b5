-- Visitors' words that the vendor of chats refused: few, and looked for at every scrape of the metrics.
CREATE INDEX ledger_refused_words ON ledger (updated_at) WHERE state = 'refused' AND purpose = 'relay' AND medium <> 'sms';
