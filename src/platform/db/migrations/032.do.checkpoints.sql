-- How far a vendor's list has been read for events that no webhook brought. Written with what was found.
CREATE TABLE checkpoints (
  org_id     bigint      NOT NULL,
  list       text        NOT NULL, -- 'chats', or 'texts:' and a number of ours
  began_at   timestamptz NOT NULL, -- when the first look was taken: what happened before is left alone
  read_until timestamptz NOT NULL, -- by the vendor's clock
  PRIMARY KEY (org_id, list)
);
