-- Which records lie in a scope, kept beside it so that a server that has just started need not count them from the live
-- rows: packed by sync-server/store/page-entries.ts, brought up to date from the feed since `head`, and held against the
-- scope's sum. A migration that moves records between scopes without numbering them empties this table.
CREATE TABLE page_directory (
  scope   text COLLATE "C" PRIMARY KEY,
  format  integer NOT NULL,
  head    bigint NOT NULL,
  entries bytea NOT NULL
);
