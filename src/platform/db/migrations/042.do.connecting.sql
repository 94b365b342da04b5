-- When an org's tokens are refreshed next.
ALTER TABLE connections
  ADD COLUMN refresh_from       timestamptz,  -- ahead of the access token's end, at another moment for each org
  ADD COLUMN refresh_not_before timestamptz;  -- the refresh token may be on its way, or the vendor wants us to wait

-- A link that connects an org from another browser, once. Only the SHA-256 of what it carries is kept, here as below.
CREATE TABLE connect_tickets (
  ticket_hash bytea       PRIMARY KEY,
  org_id      bigint,                 -- the only org that it is good for; null: any
  edition     text        NOT NULL CHECK (edition IN ('read', 'write')),
  who         text        NOT NULL,   -- asked for it
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);

-- Somebody was sent to the vendor's consent page: who comes back must bring the state, and the cookie of the same browser.
CREATE TABLE connect_attempts (
  state_hash  bytea       PRIMARY KEY,
  cookie_hash bytea       NOT NULL,
  org_id      bigint,                 -- as above
  edition     text        NOT NULL CHECK (edition IN ('read', 'write')),
  who         text        NOT NULL,
  expires_at  timestamptz NOT NULL,
  used_at     timestamptz
);
