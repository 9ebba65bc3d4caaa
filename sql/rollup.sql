--
-- Roll-ups: daily tallies that are added to, and merged into weeks and campaigns,
-- beside the rows that they count
--
CREATE TABLE bounce AS
SELECT i AS id, date '2026-01-05' + i % 56 AS day, 'd' || (hashint4(i) & 31) || '.example' AS domain, 'c' || (hashint4(i + 1) & 7) AS campaign,
	CASE WHEN i % 50 > 0 THEN (ARRAY[250, 450, 550, 554])[1 + (hashint4(i + 2) & 3)]::reply_code END AS reply,
	CASE WHEN (hashint4(i + 3) & 3) > 0 THEN make_esc((ARRAY[2, 4, 5, 5])[1 + (hashint4(i + 2) & 3)], hashint4(i + 4) & 7, hashint4(i + 5) & 15) END AS code
FROM generate_series(1, 20000) i;
-- rows with a reply only are many; a few have neither
SELECT count(*) FILTER (WHERE code IS NULL) > 4000 AS many_without_code, count(*) FILTER (WHERE code IS NULL AND reply IS NULL) > 50 AS some_with_nothing FROM bounce;

CREATE TABLE daily (day date, domain text, campaign text, tally esc_tally NOT NULL, PRIMARY KEY (day, domain, campaign));
-- in seven batches, most of which touch most days
DO $$
BEGIN
	FOR batch IN 0..6 LOOP
		INSERT INTO daily AS t
		SELECT day, domain, campaign, tally_agg(esc_effective(code, reply)) FROM bounce WHERE id % 7 = batch GROUP BY day, domain, campaign
		ON CONFLICT (day, domain, campaign) DO UPDATE SET tally = t.tally + EXCLUDED.tally;
	END LOOP;
END $$;
-- a batch of which nothing can be counted wipes out nothing
INSERT INTO daily AS t SELECT day, domain, campaign, tally_agg(NULL::esc) FROM bounce GROUP BY day, domain, campaign
ON CONFLICT (day, domain, campaign) DO UPDATE SET tally = t.tally + EXCLUDED.tally;

-- each roll-up says of each code what the rows say
CREATE FUNCTION differing(key text) RETURNS TABLE (groups bigint, codes bigint, wrong bigint) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY EXECUTE format($q$
		SELECT count(DISTINCT key), count(*), count(*) FILTER (WHERE r.count IS DISTINCT FROM t.count)
		FROM (SELECT (%1$s)::text AS key, esc_effective(code, reply) AS code, count(*) FROM bounce
				WHERE esc_effective(code, reply) IS NOT NULL GROUP BY 1, 2) AS r
			FULL JOIN (SELECT key, e.code, e.count FROM (SELECT (%1$s)::text AS key, tally_merge(tally) AS tally FROM daily GROUP BY 1) AS m, tally_each(tally) AS e) AS t
			USING (key, code) $q$, key);
END $$;
SELECT key, d.* FROM unnest(ARRAY['day', 'domain', 'campaign', 'date_trunc(''week'', day)', 'row(date_trunc(''week'', day), campaign)', 'true']) AS key, differing(key) AS d;

-- rates by week, from the rows and from the tallies
SELECT count(*) AS weeks, count(*) FILTER (WHERE t.rate IS DISTINCT FROM r.rate OR t.total <> r.total) AS wrong
FROM (SELECT date_trunc('week', day) AS week, count(effective) AS total, count(*) FILTER (WHERE esc_class(effective) = 5)::float8 / count(effective) AS rate
		FROM bounce, esc_effective(code, reply) AS effective GROUP BY week) AS r
	JOIN (SELECT date_trunc('week', day) AS week, tally_total(tally_merge(tally)) AS total, tally_rate(tally_merge(tally), '5.X.X') AS rate FROM daily GROUP BY week) AS t USING (week);
-- a tally of the codes alone would lose the rows without one
SELECT tally_total(tally_agg(code)) < tally_total(tally_agg(esc_effective(code, reply))) AS loses_rows FROM bounce;

-- a day that is computed anew
INSERT INTO bounce SELECT 20000 + i, '2026-01-05', 'd0.example', 'c0', 550, '5.1.1' FROM generate_series(1, 10) i;
INSERT INTO daily SELECT day, domain, campaign, tally_agg(esc_effective(code, reply)) FROM bounce WHERE day = '2026-01-05' GROUP BY day, domain, campaign
ON CONFLICT (day, domain, campaign) DO UPDATE SET tally = EXCLUDED.tally;
SELECT * FROM differing('day');
DROP TABLE bounce, daily;
DROP FUNCTION differing;
