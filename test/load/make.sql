-- A bounce table that many sessions write at once, and roll-ups of it.

CREATE DOMAIN failure_or_success AS esc CHECK (esc_is_registered(VALUE) OR esc_detail(VALUE) < 50);

CREATE TABLE bounce (
	id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	provider text NOT NULL CHECK (provider_is_known(provider)),
	code failure_or_success,
	reply reply_code CHECK (reply_is_registered(reply)),
	category bounce_category GENERATED ALWAYS AS (classify(code, reply, provider)) STORED,
	action bounce_action GENERATED ALWAYS AS (recommend(code, reply, provider)) STORED,
	CONSTRAINT bounce_agrees CHECK (esc_agrees(code, reply))
);
CREATE INDEX ON bounce (code);
CREATE INDEX ON bounce (provider, category);
CREATE INDEX ON bounce USING hash (reply);
CREATE INDEX ON bounce USING brin ((code::esc)) WITH (autosummarize = on);
CREATE INDEX ON bounce (id) WHERE code <@ 'X.7.X';

-- What was tried, whether or not it was taken, and what was refused, why
CREATE TABLE attempt (kind integer NOT NULL, provider text NOT NULL);
CREATE TABLE refusal (kind integer NOT NULL, sqlstate text NOT NULL);

-- The roll-up of each row as it comes, and of batches as somebody finds the time
CREATE TABLE roll_up (provider text PRIMARY KEY, tally esc_tally NOT NULL) WITH (fillfactor = 10);
CREATE TABLE queue (id bigint PRIMARY KEY, provider text NOT NULL, code esc, reply reply_code);
CREATE TABLE batch_roll_up (provider text PRIMARY KEY, tally esc_tally NOT NULL) WITH (fillfactor = 10);

INSERT INTO bounce_rule (pattern, category, action) VALUES ('5.7.1', 'policy', 'review'), ('X.2.2', NULL, 'slow_down');

-- The names of providers, by number
CREATE FUNCTION provider_of(number integer) RETURNS text IMMUTABLE LANGUAGE sql AS
	$$SELECT ('{google,microsoft,yahoo,apple,comcast,orange,gmx,mailru}'::text[])[1 + number % 8]$$;

-- Take a row in as text, of which kind 0 is good and all others are not.
CREATE FUNCTION take_in(kind integer, number integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	class integer := (ARRAY[2, 4, 5, 5])[1 + number % 4];
	new_provider text := provider_of(number / 4);
	new_code text := format('%s.%s.%s', class, number / 32 % 8, number / 256 % 30);
	new_reply text := (ARRAY[250, 451, 550, 554])[1 + number % 4];
	new_id bigint;
BEGIN
	INSERT INTO attempt VALUES (kind, new_provider);
	CASE kind
		WHEN 0 THEN NULL;
		WHEN 1 THEN new_code := new_code || '0000';
		WHEN 2 THEN new_code := replace(new_code, '.', '.0');
		WHEN 3 THEN new_reply := '600';
		WHEN 4 THEN new_reply := '571';
		WHEN 5 THEN new_code := format('%s.1.1', 9 - greatest(class, 4));
		WHEN 6 THEN new_provider := 'nobody';
		WHEN 7 THEN new_code := format('%s.9.999', class);
	END CASE;
	BEGIN
		INSERT INTO bounce (provider, code, reply) VALUES (new_provider, new_code::esc, new_reply::reply_code)
		RETURNING id INTO new_id;
		INSERT INTO roll_up VALUES (new_provider, (SELECT tally_agg(esc_effective(new_code::esc, new_reply::reply_code))))
		ON CONFLICT ON CONSTRAINT roll_up_pkey DO UPDATE SET tally = roll_up.tally + excluded.tally;
		INSERT INTO queue VALUES (new_id, new_provider, new_code::esc, new_reply::reply_code);
	EXCEPTION WHEN invalid_text_representation OR check_violation THEN
		INSERT INTO refusal VALUES (kind, SQLSTATE);
	END;
END$$;

-- Roll a batch up that nobody else is at; the providers in one order, for all.
CREATE FUNCTION roll_up_batch() RETURNS void LANGUAGE sql AS $$
	WITH taken AS (
		DELETE FROM queue WHERE id IN (SELECT id FROM queue LIMIT 100 FOR UPDATE SKIP LOCKED)
		RETURNING provider, esc_effective(code, reply) AS code),
	counted AS (SELECT provider, tally_agg(code) AS tally FROM taken GROUP BY provider)
	INSERT INTO batch_roll_up SELECT * FROM counted ORDER BY provider
	ON CONFLICT (provider) DO UPDATE SET tally = batch_roll_up.tally + excluded.tally
$$;

-- Classify rows that are there: by now, as stored, by an index, and with rules.
CREATE FUNCTION look_at(number integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	last bigint := (SELECT max(id) FROM bounce);
	wrong bigint;
BEGIN
	SELECT count(*) INTO wrong FROM bounce
	WHERE id > last - 200
		AND (category <> classify(code, reply, provider) OR action <> recommend(code, reply, provider)
			OR (diagnose(code, reply, provider)).category <> category
			OR (code <@ 'X.2.2' AND recommend_with_rules(code, reply, provider) <> 'slow_down')
			OR (NOT code <@ 'X.2.2' AND code <> '5.7.1' AND classify_with_rules(code, reply, provider) <> category));
	ASSERT wrong = 0, 'another answer than the one that is stored';
	SELECT count(*) INTO wrong FROM (SELECT code FROM bounce WHERE code <@ '5.7.X' ORDER BY code LIMIT 200) AS found
	WHERE NOT (esc_class(code) = 5 AND esc_subject(code) = 7);
	ASSERT wrong = 0, 'a row that is not of the pattern';
END$$;
