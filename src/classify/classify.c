/*
 * classify.c
 *	  classify, recommend, permanence, responsible, hardness and esc_effective:
 *	  the verdict as SQL functions of (code, reply, provider, diagnostic).
 *
 * Each argument may be NULL, so none of these is strict.  All are NULL where
 * neither a code nor a reply is known, and the diagnostic has no phrase that is;
 * a code or reply that no registry knows is judged by what its digits mean, a
 * provider that is not known counts as none.
 */
#include "postgres.h"

#include "classify/evidence.h"
#include "classify/taxonomy.h"

PG_FUNCTION_INFO_V1(bounce_classify);
PG_FUNCTION_INFO_V1(bounce_recommend);
PG_FUNCTION_INFO_V1(bounce_permanence);
PG_FUNCTION_INFO_V1(bounce_responsible);
PG_FUNCTION_INFO_V1(bounce_hardness);
PG_FUNCTION_INFO_V1(esc_effective);

/* Judge the arguments; false where there is nothing to judge by. */
static inline bool
judge_arguments(FunctionCallInfo fcinfo, BounceVerdict *verdict)
{
	BounceEvidence evidence;
	Diagnostic	diagnostic;

	if (!get_evidence(fcinfo, &evidence, &diagnostic))
		return false;
	*verdict = bounce_judge(&evidence);
	return !verdict->is_empty;
}

/* What happened: the category. */
Datum
bounce_classify(PG_FUNCTION_ARGS)
{
	BounceVerdict verdict;

	if (!judge_arguments(fcinfo, &verdict))
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_category_labels, CATEGORY_COUNT,
						   verdict.category);
}

/* What to do. */
Datum
bounce_recommend(PG_FUNCTION_ARGS)
{
	BounceVerdict verdict;

	if (!judge_arguments(fcinfo, &verdict))
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_action_labels, ACTION_COUNT,
						   verdict.action);
}

/*
 * Whether it failed for now or for good: the reply's first digit wins.  NULL
 * where only words are known.
 */
Datum
bounce_permanence(PG_FUNCTION_ARGS)
{
	BounceVerdict verdict;

	if (!judge_arguments(fcinfo, &verdict) || verdict.is_timeless)
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_permanence_labels, PERMANENCE_COUNT,
						   verdict.permanence);
}

/* Who can fix it. */
Datum
bounce_responsible(PG_FUNCTION_ARGS)
{
	BounceVerdict verdict;

	if (!judge_arguments(fcinfo, &verdict))
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_party_labels, PARTY_COUNT,
						   verdict.party);
}

/* Hard, soft or a block, as the trade says. */
Datum
bounce_hardness(PG_FUNCTION_ARGS)
{
	BounceVerdict verdict;

	if (!judge_arguments(fcinfo, &verdict))
		PG_RETURN_NULL();
	return taxonomy_result(fcinfo, bounce_hardness_labels, HARDNESS_COUNT,
						   bounce_hardness_of(verdict.category, verdict.action));
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
