-- What is in the tables of make.sql, and what their indexes answer: the same text
-- before and after.  The caller sets search_path as for make.sql, and is their owner.
\pset format unaligned
\pset tuples_only on

SELECT format('SELECT %L, count(*), md5(string_agg(t::text, E''\n'' ORDER BY t::text COLLATE "C")) FROM %1$s AS t',
	c.oid::regclass)
FROM pg_class AS c
WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = current_schema()::regnamespace
ORDER BY relname COLLATE "C"
\gexec

SELECT relation, key, check_index.*
FROM (VALUES ('event', 'code'), ('event', 'pattern'), ('event', 'reply'), ('event', 'tally'),
	('event', 'category'), ('by_range', 'code'), ('by_hash', 'code'),
	('event_hash', 'code'), ('event_hash', 'pattern'), ('event_hash', 'reply'), ('event_hash', 'tally'),
	('event_minmax', 'code'), ('event_minmax', 'pattern'), ('event_minmax', 'reply'),
	('event_minmax_multi', 'code'), ('event_minmax_multi', 'pattern'), ('event_minmax_multi', 'reply'),
	('event_bloom', 'code'), ('event_bloom', 'pattern'), ('event_bloom', 'reply'))
	AS checked (relation, key), check_index(relation::regclass, key);

SELECT worst(), worst('4.X.X'), (SELECT count(*) FROM event WHERE code <@ '5.7.X'),
	(SELECT count(*) FROM by_range WHERE code <@ 'X.7.X'),
	(SELECT tally_total(tally) FROM archive);

-- indexes and constraints are as they were made, and hold
SELECT indexrelid::regclass, pg_get_indexdef(indexrelid), indisvalid
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = current_schema()::regnamespace ORDER BY relname COLLATE "C";
