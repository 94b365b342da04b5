-- What the console signs its forms with: random, made once, the same for all gateways, and derived from nothing that anybody types.
CREATE TABLE console_key (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  key      text    NOT NULL
);
INSERT INTO console_key (key) VALUES (gen_random_uuid()::text || gen_random_uuid()::text);

-- Who is signed in to the console. Signed out means gone from here, for every gateway.
CREATE TABLE console_sessions (
  digest     bytea       PRIMARY KEY, -- of the cookie, under ADMIN_TOKEN: worth nothing to whoever reads this table, or after the token has changed
  operator   text        NOT NULL,    -- as they called themselves
  expires_at timestamptz NOT NULL
);
CREATE INDEX console_sessions_expiry ON console_sessions (expires_at);
