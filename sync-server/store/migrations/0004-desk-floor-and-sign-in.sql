-- What was set aside, by the record it is about: what follows a set-aside record is told so.
CREATE INDEX entity_aside_about ON entity ((doc->'about'->>'id')) WHERE t = 'setAside';

-- When the sign-in of a phone ends by itself: it may still hand in, and reads nothing until it is enrolled again.
ALTER TABLE device ADD COLUMN signed_in_until timestamptz NOT NULL DEFAULT now() + interval '90 days';

-- Rows that left a scope, by when: old ones are taken out of the feed and the floor of the scope rises.
CREATE INDEX feed_left ON feed (at) WHERE op = 'leave';
