-- Tracks and hours leave the scope of a community's work, which mediators and auditors read from now on.
INSERT INTO scope_head (scope, head, floor, sum)
SELECT 's:' || substr(scope, 3), max(seq), 0, NULL FROM feed
 WHERE t IN ('roundTrack', 'serviceRecord') AND scope LIKE 'w:%' GROUP BY scope;
UPDATE feed SET scope = 's:' || substr(scope, 3) WHERE t IN ('roundTrack', 'serviceRecord') AND scope LIKE 'w:%';
UPDATE entity SET scopes = ARRAY(
  SELECT CASE WHEN x.s LIKE 'w:%' THEN 's:' || substr(x.s, 3) ELSE x.s END
    FROM unnest(scopes) WITH ORDINALITY AS x(s, n) ORDER BY x.n)
 WHERE t IN ('roundTrack', 'serviceRecord');
-- Counted anew at the next start; a phone whose sum differs then fetches the scope anew.
UPDATE scope_head SET sum = NULL WHERE scope LIKE 'w:%';
