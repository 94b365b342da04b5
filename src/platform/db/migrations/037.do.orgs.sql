-- The companies of this installation. That of the environment gets its row when a worker knows its number.
CREATE TABLE orgs (
  org_id      bigint      PRIMARY KEY, -- of the vendor of chats
  name        text,
  source      text        NOT NULL CHECK (source IN ('environment', 'oauth')), -- where its credentials come from
  state       text        NOT NULL CHECK (state IN ('connected', 'reconnect_required', 'disconnected')),
  state_since timestamptz NOT NULL DEFAULT clock_timestamp(),
  why         text,                    -- of the state; null: nothing to say
  created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What an org has set itself. Each change is a row; the newest counts, and the environment is the default for what it leaves out.
CREATE TABLE org_settings (
  org_id     bigint      NOT NULL,
  version    integer     NOT NULL CHECK (version > 0),
  settings   jsonb       NOT NULL, -- overrides only, by the names of the configuration
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_by text        NOT NULL,
  PRIMARY KEY (org_id, version)
);

-- What an org has given us to act for it at a vendor.
CREATE TABLE connections (
  org_id            bigint      NOT NULL,
  vendor            text        NOT NULL,
  edition           text        NOT NULL CHECK (edition IN ('read', 'write')),
  account           text,                  -- the vendor's name for it, where it has one beside the org's number
  scopes            text[]      NOT NULL DEFAULT '{}',
  installed_by      text,
  created_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  last_used_at      timestamptz,
  last_refreshed_at timestamptz,
  state             text        NOT NULL CHECK (state IN ('connected', 'reconnect_required', 'disconnected')),
  state_since       timestamptz NOT NULL DEFAULT clock_timestamp(),
  why               text,
  token_version     integer     NOT NULL DEFAULT 1,
  expires_at        timestamptz,           -- of the access token
  access_token      bytea,                 -- sealed
  refresh_token     bytea,                 -- sealed
  -- How often the present refresh token has been presented: committed before it is sent.
  refresh_presented integer     NOT NULL DEFAULT 0 CHECK (refresh_presented BETWEEN 0 AND 2),
  PRIMARY KEY (org_id, vendor)
);

-- An org's own key, wrapped by a key of the ring. Deleted: all that was sealed for the org is gone, also from copies of the database
-- once that key of the ring is.
CREATE TABLE data_keys (
  org_id       bigint      PRIMARY KEY,
  key_id       text        NOT NULL, -- of the ring
  wrapped      bytea       NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  rewrapped_at timestamptz
);
CREATE INDEX data_keys_by_key ON data_keys (key_id);

-- A known value sealed by each key of the ring that was ever used: gateway and worker must be able to open it.
CREATE TABLE key_checks (
  key_id     text        PRIMARY KEY,
  value      bytea       NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Textback itself changes the state of an org, and says so.
ALTER TABLE audit_log DROP CONSTRAINT audit_log_via_check;
ALTER TABLE audit_log ADD CONSTRAINT audit_log_via_check CHECK (via IN ('console', 'api', 'command', 'system')) NOT VALID;
