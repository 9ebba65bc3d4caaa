-- What is left of the load in one form must be what is left of it in the others.
-- Each line is a sentence, and true; :inserts is how many the clients counted.
\pset format unaligned
\pset tuples_only on
SET max_parallel_workers_per_gather = 0;

-- roll up what nobody has yet
DO $$BEGIN WHILE EXISTS (SELECT FROM queue) LOOP PERFORM roll_up_batch(); END LOOP; END$$;

SELECT sentence, holds FROM (VALUES
	(1, 'what the clients sent was tried, each row once',
		(SELECT count(*) FROM attempt) = :inserts),
	(2, 'there are the good rows, and no others',
		(SELECT count(*) FROM bounce) = (SELECT count(*) FROM attempt WHERE kind = 0)),
	(3, 'of each provider, too',
		NOT EXISTS (SELECT provider, count(*) FROM bounce GROUP BY provider EXCEPT
			SELECT provider, count(*) FROM attempt WHERE kind = 0 GROUP BY provider)),
	(4, 'the others were refused, each kind with its error',
		NOT EXISTS ((SELECT kind, CASE WHEN kind <= 3 THEN '22P02' ELSE '23514' END, count(*) FROM attempt WHERE kind > 0 GROUP BY kind)
			EXCEPT (SELECT kind, sqlstate, count(*) FROM refusal GROUP BY kind, sqlstate))
		AND (SELECT count(*) FROM refusal) = (SELECT count(*) FROM attempt WHERE kind > 0)),
	(5, 'about one in ten was bad',
		(SELECT count(*) FROM refusal) BETWEEN :inserts * 0.08 AND :inserts * 0.12),
	(6, 'the roll-up of rows is the tally of the table, provider by provider',
		NOT EXISTS ((SELECT provider, tally_agg(esc_effective(code, reply)) FROM bounce GROUP BY provider) EXCEPT TABLE roll_up)
		AND (SELECT tally_merge(tally) FROM roll_up) = (SELECT tally_agg(esc_effective(code, reply)) FROM bounce)),
	(7, 'so is the roll-up of batches',
		NOT EXISTS (TABLE roll_up EXCEPT TABLE batch_roll_up) AND NOT EXISTS (TABLE batch_roll_up EXCEPT TABLE roll_up)),
	(8, 'each count of the roll-up is the number of the rows',
		NOT EXISTS ((SELECT provider, code, count FROM roll_up, tally_each(tally)) EXCEPT
			(SELECT provider, esc_effective(code, reply), count(*) FROM bounce GROUP BY 1, 2))),
	(9, 'what is stored is what the functions answer',
		NOT EXISTS (SELECT FROM bounce WHERE category <> classify(code, reply, provider) OR action <> recommend(code, reply, provider))))
	AS line (number, sentence, holds) ORDER BY number;

SELECT (SELECT count(*) FROM bounce) AS rows, (SELECT count(*) FROM refusal) AS refused,
	(SELECT sum(tally_total(tally)) FROM batch_roll_up) AS rolled_up;
