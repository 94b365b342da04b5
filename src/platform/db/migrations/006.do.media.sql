-- Pictures and files on their way between phone and chat, kept for as long as the links to them hold.
CREATE TABLE media (
  id              uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
  org_id          bigint      NOT NULL,
  conversation_id bigint,
  origin          text        NOT NULL CHECK (origin IN ('text', 'attachment')),
  source_key      text        NOT NULL, -- <message SID>:<index>, or <Drift message ID>:<attachment ID>
  state           text        NOT NULL CHECK (state IN ('stored', 'refused')),
  refusal         text, -- why there is no file: a code
  content_type    text, -- judged by the bytes
  name            text, -- as the sender called the file
  byte_length     int,
  bytes           bytea,
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at      timestamptz NOT NULL,
  CONSTRAINT media_one_row_per_source UNIQUE (org_id, source_key),
  CONSTRAINT media_stored_or_refused CHECK (
    CASE state
      WHEN 'stored' THEN refusal IS NULL AND content_type IS NOT NULL AND bytes IS NOT NULL AND byte_length = octet_length(bytes)
      ELSE refusal IS NOT NULL AND bytes IS NULL
    END)
);
-- Pictures are compressed already.
ALTER TABLE media ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE INDEX media_expiry ON media (expires_at);

-- Which files go out with a text, in which order.
CREATE TABLE ledger_media (
  ledger_id uuid NOT NULL REFERENCES ledger ON DELETE CASCADE,
  position  int  NOT NULL,
  media_id  uuid NOT NULL REFERENCES media ON DELETE CASCADE,
  PRIMARY KEY (ledger_id, position)
);
CREATE INDEX ledger_media_media ON ledger_media (media_id);
