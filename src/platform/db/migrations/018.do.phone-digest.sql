-- Conversations are found by phone through a digest, so that no number stands in an address or a log. The salt is this
-- installation's own: a digest from elsewhere finds nothing here.
CREATE TABLE installation (
  only_one   boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  phone_salt text    NOT NULL
);
INSERT INTO installation (phone_salt) VALUES (gen_random_uuid()::text || gen_random_uuid()::text);

CREATE FUNCTION phone_digest(phone text) RETURNS bytea STABLE LANGUAGE sql AS $$
  SELECT sha256(convert_to((SELECT phone_salt FROM installation) || phone, 'UTF8'))
$$;

ALTER TABLE conversations ADD COLUMN phone_digest bytea;

-- By a trigger, so that it is kept while an older version runs beside this one.
CREATE FUNCTION keep_phone_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.phone_digest := phone_digest(NEW.phone);
  RETURN NEW;
END
$$;
CREATE TRIGGER conversations_phone_digest BEFORE INSERT OR UPDATE OF phone ON conversations
  FOR EACH ROW EXECUTE FUNCTION keep_phone_digest();

UPDATE conversations SET phone_digest = phone_digest(phone) WHERE phone IS NOT NULL;
CREATE INDEX conversations_of_phone ON conversations (phone_digest) WHERE phone_digest IS NOT NULL;
