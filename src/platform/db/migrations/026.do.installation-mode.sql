-- The mode in which this database was first used: live, or with the sandbox's published keys. The other mode refuses it from then on.
CREATE TABLE installation_mode (
  only_one      boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  mode          text NOT NULL CHECK (mode IN ('live', 'sandbox')),
  first_used_at timestamptz NOT NULL DEFAULT now()
);

-- A database from before: 7007 is the sandbox's org, and no company has that number and nothing else in its inbox.
INSERT INTO installation_mode (mode)
  SELECT CASE WHEN bool_and(org_id = 7007) THEN 'sandbox' ELSE 'live' END
  FROM (SELECT org_id FROM conversations UNION SELECT org_id FROM numbers) AS orgs
  HAVING count(*) > 0;
