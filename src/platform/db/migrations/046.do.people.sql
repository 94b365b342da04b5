-- People who sign in by OIDC. A provider's subject never changes and is never given to another person; an e-mail address may be.
CREATE TABLE people (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  issuer     text        NOT NULL,
  subject    text        NOT NULL,
  email      text,                 -- as the provider last verified it: who they are in the audit log
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (issuer, subject)
);

-- One role for each person in an org. A row that is gone ends what its person may do there, sessions included.
CREATE TABLE memberships (
  org_id    bigint      NOT NULL,
  person_id bigint      NOT NULL REFERENCES people ON DELETE CASCADE,
  role      text        NOT NULL CHECK (role IN ('admin', 'operator', 'agent', 'privacy', 'auditor')),
  added_by  text        NOT NULL,
  since     timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (org_id, person_id)
);
CREATE INDEX memberships_of_person ON memberships (person_id);

-- They hold no secret: whoever the provider says has the address, accepts it by signing in, once.
CREATE TABLE invitations (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  org_id       bigint      NOT NULL,
  email        text        NOT NULL CHECK (email = lower(email)),
  role         text        NOT NULL CHECK (role IN ('admin', 'operator', 'agent', 'privacy', 'auditor')),
  invited_by   text        NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at   timestamptz NOT NULL,
  accepted_at  timestamptz,
  withdrawn_at timestamptz
);
CREATE UNIQUE INDEX one_invitation_of_email ON invitations (email, org_id) WHERE accepted_at IS NULL AND withdrawn_at IS NULL;
CREATE INDEX invitations_of_org ON invitations (org_id, id);

-- Who signed in: this person, by OIDC. Null as token_id is: with ADMIN_TOKEN.
ALTER TABLE console_sessions ADD COLUMN person_id bigint REFERENCES people ON DELETE CASCADE;
