-- Which version of its org's own settings a conversation began with; null in conversations from before: the latest counts.
ALTER TABLE conversations ADD COLUMN settings_version integer;
