-- Who may do what in an org, by token. ADMIN_TOKEN is above all of this.
-- Only the SHA-256 of a token is kept: whoever reads this table cannot use one.
CREATE TABLE personal_tokens (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id       bigint      NOT NULL,
  name         text        NOT NULL, -- who it is in the audit log
  role         text        NOT NULL CHECK (role IN ('admin', 'operator', 'agent', 'privacy', 'auditor')),
  token_hash   bytea       NOT NULL UNIQUE,
  created_by   text        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at   timestamptz NOT NULL,
  last_used_at timestamptz,
  revoked_at   timestamptz
);
CREATE INDEX personal_tokens_of_org ON personal_tokens (org_id, id);

-- Who signed in: by this personal token, or (null) with ADMIN_TOKEN.
ALTER TABLE console_sessions ADD COLUMN token_id bigint REFERENCES personal_tokens ON DELETE CASCADE;
