-- Texts that are stored and not yet read: one of them may be a STOP, so nothing goes out to its sender meanwhile.
CREATE INDEX inbox_unread_texts ON inbox ((event ->> 'visitorNumber')) WHERE outcome IS NULL AND kind = 'text_received';
