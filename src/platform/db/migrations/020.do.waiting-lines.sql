-- Who waits longest in each process for a call to a vendor, so that processes let each other go first. Worth nothing after a
-- crash: unlogged, it costs the disk nothing.
CREATE UNLOGGED TABLE waiting_lines (
  org_id bigint NOT NULL,
  vendor text NOT NULL,
  process text NOT NULL,
  urgency smallint NOT NULL,
  since timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (org_id, vendor, process)
);
