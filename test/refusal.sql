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

-- The fields of a binary COPY of bytea are any bytes of any length, so what is
-- written from a bytea column is read as messages of the other type.
CREATE FUNCTION pg_temp.receive(message bytea, target regtype, file text)
RETURNS TABLE (state text, detail text, value text)
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TEMPORARY TABLE received (value %s)', target);
	EXECUTE format('COPY (SELECT %L::bytea) TO %L (FORMAT binary)', message, file);
	EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
	RETURN QUERY SELECT NULL, NULL, received.value::text FROM received;
	DROP TABLE received;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, detail = PG_EXCEPTION_DETAIL;
	RETURN NEXT;
END $$;
