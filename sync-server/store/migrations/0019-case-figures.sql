-- What is counted of each quarrel, kept beside it: figures never open a file, and do not read its sealed words from disk.
CREATE TABLE case_count (
  id         text COLLATE "C" NOT NULL,
  basis      text COLLATE "C" NOT NULL,
  community  text COLLATE "C" NOT NULL,
  compound   text COLLATE "C",
  -- local date, 2026-11-24
  counted_on text COLLATE "C" NOT NULL,
  category   text COLLATE "C" NOT NULL,
  tags       text[] NOT NULL,
  marks      text[] NOT NULL,
  due_on     text COLLATE "C",
  days       integer,
  amount_fen bigint,
  PRIMARY KEY (id, basis)
);
CREATE INDEX case_count_by_place ON case_count (community, basis, counted_on);
