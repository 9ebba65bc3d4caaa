/*
 * classify.c
 *	  classify, recommend, permanence, responsible and esc_effective: the
 *	  verdict as SQL functions of (code, reply, provider).
 *
 * Each argument may be NULL, so none of these is strict.  All are NULL where
 * neither a code nor a reply is given; a code or reply that no registry knows
 * is judged by what its digits mean, a provider that is not known counts as
 * none.
 */
#include "postgres.h"

#include "classify/evidence.h"
#include "classify/taxonomy.h"

PG_FUNCTION_INFO_V1(bounce_classify);
PG_FUNCTION_INFO_V1(bounce_recommend);
PG_FUNCTION_INFO_V1(bounce_permanence);
PG_FUNCTION_INFO_V1(bounce_responsible);
PG_FUNCTION_INFO_V1(esc_effective);

/* What happened: the category. */
Datum
bounce_classify(PG_FUNCTION_ARGS)
{
	BounceEvidence evidence;

	if (!get_evidence(fcinfo, &evidence))
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_category_labels, CATEGORY_COUNT,
						   bounce_judge(&evidence).category);
}

/* What to do. */
Datum
bounce_recommend(PG_FUNCTION_ARGS)
{
	BounceEvidence evidence;

	if (!get_evidence(fcinfo, &evidence))
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_action_labels, ACTION_COUNT,
						   bounce_judge(&evidence).action);
}

/* Whether it failed for now or for good: the reply's first digit wins. */
Datum
bounce_permanence(PG_FUNCTION_ARGS)
{
	BounceEvidence evidence;

	if (!get_evidence(fcinfo, &evidence))
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_permanence_labels, PERMANENCE_COUNT,
						   bounce_judge(&evidence).permanence);
}

/* Who can mend it. */
Datum
bounce_responsible(PG_FUNCTION_ARGS)
{
	BounceEvidence evidence;

	if (!get_evidence(fcinfo, &evidence))
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_party_labels, PARTY_COUNT,
						   bounce_judge(&evidence).party);
}

/*
 * esc_effective
 *		One code for every row that has a code or a reply.
 *
 * NULL where neither tells a class: both NULL, or a 1yz or 3yz reply alone.
 */
Datum
esc_effective(PG_FUNCTION_ARGS)
{
	BounceEvidence evidence;
	int32		code;

	if (!get_event(fcinfo, &evidence) ||
		!bounce_effective_code(&evidence, &code))
		PG_RETURN_NULL();
	PG_RETURN_ESC(code);
}
