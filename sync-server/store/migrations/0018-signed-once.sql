-- Signed requests for a token that were taken, until no process would take them any more: each is good once.
CREATE TABLE signed_request (
  device_id text COLLATE "C" NOT NULL,
  at        text COLLATE "C" NOT NULL,
  until     timestamptz NOT NULL,
  PRIMARY KEY (device_id, at)
);
CREATE INDEX signed_request_until ON signed_request (until);
