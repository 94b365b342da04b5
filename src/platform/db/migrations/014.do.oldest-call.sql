-- How long the oldest call to Drift has been waiting, as this worker sees it; readiness and metrics tell the longest.
ALTER TABLE workers ADD COLUMN oldest_call_ms int NOT NULL DEFAULT 0;
