-- The audit log of an org, newest first, also where other orgs have written most of it.
CREATE INDEX audit_log_of_org ON audit_log (org_id, id);
