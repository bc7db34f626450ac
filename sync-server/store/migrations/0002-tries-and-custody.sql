-- Tries of enrolment codes, by a keyed hash of where they came from: a restart or a second process forgets none.
CREATE TABLE code_try (
  key     text COLLATE "C" PRIMARY KEY,
  tries   integer NOT NULL,
  until   timestamptz NOT NULL,
  last_at timestamptz NOT NULL
);
CREATE INDEX code_try_last ON code_try (last_at);

-- What a phone that was switched off still held beside its records: unfinished forms, as they stood.
CREATE TABLE custody (
  device_id text COLLATE "C" NOT NULL,
  h         text COLLATE "C" NOT NULL,
  person_id text COLLATE "C" NOT NULL,
  payload   jsonb NOT NULL,
  taken_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (device_id, h)
);
