-- What those who ask much may still ask, for all processes on this database. Lost in a crash of the database, and no harm.
CREATE UNLOGGED TABLE request_bucket (
  key       text COLLATE "C" PRIMARY KEY,
  left_over double precision NOT NULL,
  burst     double precision NOT NULL,
  per_s     double precision NOT NULL,
  at        timestamptz NOT NULL
);
CREATE INDEX request_bucket_at ON request_bucket (at);
