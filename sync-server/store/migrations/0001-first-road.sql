-- Everything the first road needs. Numbers of a scope are given last in a transaction, so they appear in commit order.
CREATE TABLE meta (name text PRIMARY KEY, value text NOT NULL);

CREATE TABLE scope_head (
  scope text COLLATE "C" PRIMARY KEY,
  head  bigint NOT NULL DEFAULT 0,
  floor bigint NOT NULL DEFAULT 0
);

-- One row per scope and record: a newer change replaces the older row, so a feed is never longer than its live set.
CREATE TABLE feed (
  scope text COLLATE "C" NOT NULL,
  seq   bigint NOT NULL,
  t     text COLLATE "C" NOT NULL,
  id    text COLLATE "C" NOT NULL,
  op    text NOT NULL CHECK (op IN ('put', 'leave')),
  at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (scope, t, id)
);
CREATE UNIQUE INDEX feed_order ON feed (scope, seq);

CREATE TABLE entity (
  t      text COLLATE "C" NOT NULL,
  id     text COLLATE "C" NOT NULL,
  scopes text[] NOT NULL,
  rev    bigint NOT NULL,
  doc    jsonb NOT NULL,
  -- field → {rev, root, by, at}: who wrote it last, to see what a later writer had not seen
  fv     jsonb NOT NULL DEFAULT '{}',
  taken_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (t, id)
);

CREATE TABLE client (
  cid       text COLLATE "C" PRIMARY KEY,
  device_id text COLLATE "C" NOT NULL,
  person_id text COLLATE "C" NOT NULL,
  last_n    bigint NOT NULL DEFAULT 0,
  seen_at   timestamptz NOT NULL DEFAULT now()
);

-- Every thing anybody ever sent, whole, with what became of it. Quarantined ones are rows of this table too.
CREATE TABLE mutation (
  mid     text COLLATE "C" PRIMARY KEY,
  cid     text COLLATE "C" NOT NULL,
  n       bigint NOT NULL,
  h       text NOT NULL,
  person_id text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  payload jsonb NOT NULL,
  outcome text NOT NULL,
  rev     bigint NOT NULL DEFAULT 0,
  reason  text,
  conflicts jsonb NOT NULL DEFAULT '[]',
  at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (cid, n)
);
CREATE INDEX mutation_quarantined ON mutation (at) WHERE outcome = 'quarantined';

-- A value that somebody else's later write replaced: kept, to be shown and brought back.
CREATE TABLE conflict (
  t text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  field text NOT NULL,
  mid text COLLATE "C" NOT NULL,
  lost jsonb,
  lost_by text,
  lost_at timestamptz,
  at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (t, id, field, mid)
);

CREATE TABLE device (
  id         text COLLATE "C" PRIMARY KEY,
  person_id  text COLLATE "C" NOT NULL,
  public_key text NOT NULL,
  name       text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at    timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  unsent     integer NOT NULL DEFAULT 0,
  oldest_unsent_at timestamptz
);
CREATE INDEX device_person ON device (person_id);

CREATE TABLE enrolment_code (
  hash       text COLLATE "C" PRIMARY KEY,
  person_id  text COLLATE "C" NOT NULL,
  made_by    text COLLATE "C" NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);

CREATE TABLE blob (
  sha256 text COLLATE "C" PRIMARY KEY,
  bytes  bigint NOT NULL,
  kind   text NOT NULL DEFAULT 'image/jpeg',
  stored_at timestamptz
);
CREATE TABLE blob_ref (
  sha256 text COLLATE "C" NOT NULL,
  t      text COLLATE "C" NOT NULL,
  id     text COLLATE "C" NOT NULL,
  device_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (sha256, t, id)
);
CREATE INDEX blob_ref_device ON blob_ref (device_id);

-- When each checkpoint was last looked at, kept beside the rounds so that the district's figures need no texts.
CREATE TABLE checkpoint_seen (
  checkpoint_id text COLLATE "C" PRIMARY KEY,
  community text COLLATE "C" NOT NULL,
  seen_at timestamptz NOT NULL
);

CREATE TABLE audit (
  seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  person_id text,
  device_id text,
  act text NOT NULL,
  subject text
);
