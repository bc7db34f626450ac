-- What a phone says of itself with each contact: counts, ages and sizes, no names and no contents.
ALTER TABLE device
  ADD COLUMN pushed_at timestamptz,
  ADD COLUMN pulled_at timestamptz,
  ADD COLUMN told jsonb,
  ADD COLUMN told_at timestamptz,
  DROP COLUMN unsent,
  DROP COLUMN oldest_unsent_at;

-- Σ hash(type, id, rev) over the live rows of a scope, modulo 2^64. NULL: not counted yet; the server counts it at its start.
ALTER TABLE scope_head ADD COLUMN sum numeric(20);
ALTER TABLE scope_head ALTER COLUMN sum SET DEFAULT 0;

-- Highest number of this client that stands in a verified backup. NULL: in none, so that the phone keeps everything.
ALTER TABLE client ADD COLUMN safe_n bigint;

-- Photos that are still on a phone: asked for with every push and pull.
CREATE INDEX blob_missing ON blob (bytes) WHERE stored_at IS NULL;
