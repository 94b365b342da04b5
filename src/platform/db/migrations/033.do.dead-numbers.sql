-- Numbers of which the vendor of texts says that no text reaches them: remembered, so that the next chat does not text them again.
CREATE TABLE dead_numbers (
  org_id    bigint      NOT NULL,
  phone_key text        NOT NULL, -- phone_key(number)
  code      text        NOT NULL, -- the vendor's
  at        timestamptz NOT NULL, -- when the text was sent that was refused or came back
  PRIMARY KEY (org_id, phone_key)
);
CREATE INDEX dead_numbers_by_age ON dead_numbers (at);
