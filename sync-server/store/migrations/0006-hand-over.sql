-- What became of a phone that was switched off: when it handed in, and whether somebody has dealt with it.
CREATE TABLE hand_over (
  device_id  text COLLATE "C" PRIMARY KEY,
  first_at   timestamptz,
  last_at    timestamptz,
  settled_at timestamptz,
  settled_by text COLLATE "C"
);
CREATE INDEX mutation_of_revoked ON mutation (device_id) WHERE reason = 'revoked';
