-- What a vendor has taught us about its limit, where it lies below the configured one.
CREATE TABLE learned_limits (
  org_id         bigint NOT NULL,
  vendor         text   NOT NULL,
  told           int, -- calls a second, by the vendor's own headers
  cut_to         int, -- calls a second to which a 429 has cut us
  cut_at         timestamptz,
  probe_after_ms int    NOT NULL DEFAULT 0, -- how long it stays cut before one call more is tried
  PRIMARY KEY (org_id, vendor)
);
