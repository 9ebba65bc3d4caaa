--
-- Do all schemas find the same number of rows?  What answers wrongly may be fast
--
CREATE PROCEDURE check_answers()
LANGUAGE plpgsql AS $$
DECLARE
	w work;
	answer bigint;
	answers jsonb := '{}';
BEGIN
	FOR w IN SELECT * FROM work WHERE part = 'scan' AND mode = 'one process' AND competitor <> 'nothing' ORDER BY n LOOP
		EXECUTE w.statement INTO answer;
		answers := jsonb_build_object(w.work, answer) || answers;
		IF (answers->>w.work)::bigint <> answer THEN
			RAISE EXCEPTION '%: % finds % rows, and another schema %', w.work, w.competitor, answer, answers->>w.work;
		END IF;
	END LOOP;
END $$;
CALL check_answers();
