-- One phone, two spellings: what identifies a phone, for threads, consents and searches. The same rules as phoneKey in
-- src/telephony/phone-key.ts, which says what they are; a test holds the two together.
CREATE FUNCTION phone_key(phone text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(phone,
    '^\+521([2-9][0-9]{9})$', '+52\1'),
    '^\+549([1-3][0-9]{9})$', '+54\1'),
    '^\+55([1-9][0-9])([6-9][0-9]{7})$', '+55\19\2'),
    '^\+229([2-9][0-9]{7})$', '+22901\1'),
    '^\+972(5[69][0-9]{7})$', '+970\1')
$$;

CREATE INDEX sessions_of_phone ON sessions (phone_key(visitor_number), our_number, closed_at DESC);
CREATE INDEX consents_of_phone ON consents (org_id, phone_key(phone), at DESC, id DESC);
CREATE INDEX inbox_unread_texts_of_phone ON inbox (phone_key(event ->> 'visitorNumber'))
  WHERE outcome IS NULL AND kind = 'text_received';

-- The console finds a phone in either spelling.
CREATE OR REPLACE FUNCTION phone_digest(phone text) RETURNS bytea STABLE LANGUAGE sql AS $$
  SELECT sha256(convert_to((SELECT phone_salt FROM installation) || phone_key(phone), 'UTF8'))
$$;
UPDATE conversations SET phone_digest = phone_digest(phone) WHERE phone <> phone_key(phone);

-- Two open threads of one phone on one number, which the older builds took for two phones: the newer one keeps the number.
UPDATE sessions old SET closed_at = clock_timestamp(), taken_over_by = newest.id
FROM sessions newest
WHERE old.closed_at IS NULL AND newest.closed_at IS NULL AND old.our_number = newest.our_number AND old.id < newest.id
  AND phone_key(old.visitor_number) = phone_key(newest.visitor_number)
  AND NOT EXISTS (SELECT FROM sessions s WHERE s.closed_at IS NULL AND s.id > newest.id AND s.our_number = newest.our_number
                    AND phone_key(s.visitor_number) = phone_key(newest.visitor_number));
