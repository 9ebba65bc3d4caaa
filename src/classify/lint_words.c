/*
 * lint_words.c
 *	  esc_lint: every doubt about a value, as stable short words.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "classify/evidence.h"
#include "classify/lint_words.h"

PG_FUNCTION_INFO_V1(esc_lint);

/* The words as a text[], in their order; empty where there are none. */
Datum
lint_words(LintSet words)
{
	Datum		elements[LINT_COUNT];
	int			count = 0;

	for (int word = 0; word < LINT_COUNT; word++)
	{
		if (words & lint_bit(word))
			elements[count++] = CStringGetTextDatum(lint_entries[word].word);
	}
	return PointerGetDatum(construct_array(elements, count, TEXTOID, -1, false,
										   TYPALIGN_INT));
}

/*
 * esc_lint
 *		The doubts about code, reply, provider and diagnostic, of which any may
 *		be NULL; NULL where all are.
 */
Datum
esc_lint(PG_FUNCTION_ARGS)
{
	BounceEvidence evidence;
	Diagnostic	diagnostic;
	BounceVerdict verdict;

	if (!get_evidence(fcinfo, &evidence, &diagnostic) && PG_ARGISNULL(2))
		PG_RETURN_NULL();
	verdict = bounce_judge(&evidence);
	PG_RETURN_DATUM(lint_words(bounce_lint(&evidence, &verdict)));
}
