-- The strict rolling window: a call holds one of the slots until one second after the vendor has answered.
CREATE TABLE call_slots (
  org_id  bigint      NOT NULL,
  vendor  text        NOT NULL,
  slot    int         NOT NULL,
  free_at timestamptz NOT NULL DEFAULT '-infinity',
  PRIMARY KEY (org_id, vendor, slot)
);

-- Work that one process at a time does, such as dispatching. A holder that stops renewing loses it. Org 0: all orgs.
CREATE TABLE leases (
  org_id     bigint      NOT NULL DEFAULT 0,
  name       text        NOT NULL,
  holder     text        NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, name)
);

-- Workers that are polling; readiness looks here, so that the gateway needs nothing but PostgreSQL.
CREATE TABLE workers (
  org_id  bigint      NOT NULL DEFAULT 0,
  name    text        NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, name)
);

-- What an org's Drift account was found to be able to do, so that it is asked once.
CREATE TABLE capabilities (
  org_id     bigint      NOT NULL,
  name       text        NOT NULL,
  supported  boolean     NOT NULL,
  learned_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (org_id, name)
);
