-- What an operator asks for goes the way of every event.
ALTER TABLE inbox DROP CONSTRAINT inbox_source_check;
ALTER TABLE inbox ADD CONSTRAINT inbox_source_check CHECK (source IN ('drift', 'twilio', 'operator')) NOT VALID;

-- The W3C traceparent of the webhook that brought an event, where tracing is on.
ALTER TABLE inbox ADD COLUMN trace text;

-- How long events waited, by hour: rows lie in the order of their arrival, so this index is small.
CREATE INDEX inbox_received ON inbox USING brin (received_at);
