-- The editions of our app that an org has ever approved: word that it took one out does not say which.
ALTER TABLE connections ADD COLUMN editions_seen text[] NOT NULL DEFAULT '{}';
