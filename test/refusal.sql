--
-- How the server refuses a value, as rows: shared by the tests of each type
--
CREATE FUNCTION pg_temp.refusal(input text, target regtype)
RETURNS TABLE (state text, message text, detail text, hint text)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('SELECT %L::%s', input, target);
	RETURN QUERY SELECT NULL, 'accepted', NULL, NULL;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
		detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
	RETURN NEXT;
END $$;

-- A message as it comes from a client in binary form, by way of a COPY of one row.
CREATE FUNCTION pg_temp.receive(message bytea, target regtype)
RETURNS TABLE (state text, detail text, value text)
LANGUAGE plpgsql AS $$
DECLARE
	data bytea := '\x5047434f50590aff0d0a00' || int4send(0) || int4send(0)
		|| int2send(1::int2) || int4send(length(message)) || message || int2send((-1)::int2);
BEGIN
	EXECUTE format('CREATE TEMPORARY TABLE received (value %s)', target);
	EXECUTE format('COPY received FROM PROGRAM %L (FORMAT binary)', (
		SELECT format('printf %%b "%s"', string_agg(format('\0%s%s%s', b / 64, b / 8 % 8, b % 8), '' ORDER BY n))
		FROM generate_series(0, length(data) - 1) n, get_byte(data, n) b));
	RETURN QUERY SELECT NULL, NULL, received.value::text FROM received;
	DROP TABLE received;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL;
	RETURN NEXT;
END $$;
