--
-- A table of failures only, the texts of which are out to become HTML or script; and
-- rows of which nothing is known
--
CREATE TABLE hostile AS
SELECT '2026-10-01'::timestamptz + i * interval '7 hours' AS at, '5.1.1'::esc AS code, 550::reply_code AS reply,
	text AS provider, '550 5.1.1 ' || text AS diagnostic, text || '@example.com' AS recipient
FROM generate_series(1, 60) AS i, (VALUES ('</script><script>window.hacked = 1</script>'), ('<img src=x onerror="window.hacked = 1">'),
	('"><b id=injected>bold</b>'), ($$'; window.hacked = 1; //$$), ('{{constructor.constructor("window.hacked = 1")()}}'), ('<!-- open'), ('javascript:window.hacked=1')) AS texts(text);
INSERT INTO hostile (at) SELECT '2026-10-10'::timestamptz + i * interval '5 hours' FROM generate_series(1, 30) AS i;
