/*
 * diagnosis.c
 *	  diagnose: the whole answer about a bounce, as one row.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "base/composite.h"
#include "classify/diagnosis.h"
#include "classify/evidence.h"
#include "classify/explanation.h"
#include "classify/lint_words.h"
#include "classify/taxonomy.h"

PG_FUNCTION_INFO_V1(bounce_diagnose);

/* The columns of the type diagnosis */
enum
{
	DIAGNOSIS_CATEGORY,
	DIAGNOSIS_ACTION,
	DIAGNOSIS_PARTY,
	DIAGNOSIS_PERMANENCE,
	DIAGNOSIS_LEVEL,
	DIAGNOSIS_PATTERN,
	DIAGNOSIS_SOURCE,
	DIAGNOSIS_FLAGS,
	DIAGNOSIS_EXPLANATION,
	DIAGNOSIS_REFERENCE,
	DIAGNOSIS_COLUMNS
};

struct DiagnosisState
{
	TupleDesc	desc;
	Oid			categories[CATEGORY_COUNT];
	Oid			actions[ACTION_COUNT];
	Oid			parties[PARTY_COUNT];
	Oid			permanences[PERMANENCE_COUNT];
};

static Oid
column_type(TupleDesc desc, int column)
{
	return TupleDescAttr(desc, column)->atttypid;
}

/*
 * diagnosis_state_create
 *		Begin to call a function that returns the type diagnosis from a place:
 *		for its lifetime.
 */
DiagnosisState *
diagnosis_state_create(FunctionCallInfo fcinfo)
{
	DiagnosisState *state = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt,
											   sizeof(DiagnosisState));
	TupleDesc	desc;

	desc = composite_result_desc(fcinfo, DIAGNOSIS_COLUMNS);
	taxonomy_resolve(column_type(desc, DIAGNOSIS_CATEGORY),
					 bounce_category_labels, CATEGORY_COUNT,
					 state->categories);
	taxonomy_resolve(column_type(desc, DIAGNOSIS_ACTION),
					 bounce_action_labels, ACTION_COUNT, state->actions);
	taxonomy_resolve(column_type(desc, DIAGNOSIS_PARTY),
					 bounce_party_labels, PARTY_COUNT, state->parties);
	taxonomy_resolve(column_type(desc, DIAGNOSIS_PERMANENCE),
					 bounce_permanence_labels, PERMANENCE_COUNT,
					 state->permanences);
	state->desc = desc;
	return state;
}

/*
 * registry_answer
 *		What answered, of the registries: a provider's meaning, a record of
 *		IANA's, or the reply.
 */
BounceAnswer
registry_answer(BounceEvidence evidence, const BounceVerdict *verdict)
{
	BounceAnswer answer = {0};

	answer.is_registry = true;
	answer.meaning = explain_answer(evidence, verdict);
	if (verdict->provider_answer != NULL)
	{
		const ProviderEntry *entry = verdict->provider_answer->entry;

		answer.level = provider_level_name(entry);
		answer.has_pattern = true;
		answer.pattern = entry->pattern;
		answer.source = provider_name(entry->provider);
		answer.reference = entry->source->reference;
	}
	else if (verdict->iana_entry != NULL)
	{
		answer.level = iana_kind_name(verdict->iana_entry->kind);
		answer.has_pattern = true;
		answer.pattern = verdict->iana_entry->pattern;
		answer.source = "iana";
		answer.reference = verdict->iana_entry->reference;
	}
	else
	{
		answer.level = "reply";
		answer.source = "reply";
		if (verdict->reply_entry != NULL)
			answer.reference = verdict->reply_entry->reference;
	}
	return answer;
}

/* Who can mend it: what follows from the answer's category, if it has one. */
static BounceParty
party_of(const BounceVerdict *verdict, const BounceAnswer *answer)
{
	int			category;

	if (!OidIsValid(answer->category))
		return verdict->party;
	category = taxonomy_label(answer->category, bounce_category_labels,
							  CATEGORY_COUNT);
	return category == NOT_OUR_LABEL ?
		PARTY_UNKNOWN : category_entries[category].party;
}

/* What to do, as a sentence; NULL for an action that users have added. */
static const char *
advice_of(const BounceVerdict *verdict, const BounceAnswer *answer)
{
	int			action = verdict->action;

	if (OidIsValid(answer->action))
		action = taxonomy_label(answer->action, bounce_action_labels,
								ACTION_COUNT);
	return action == NOT_OUR_LABEL ? NULL : bounce_action_labels[action].phrase;
}

/*
 * diagnosis_row
 *		The row for an event, whatever judged it.
 *
 * Where neither a code nor a reply is given there is no verdict, and what does
 * not follow from the answer is NULL.
 */
Datum
diagnosis_row(const DiagnosisState *state, BounceEvidence evidence,
			  BounceVerdict verdict, BounceAnswer answer)
{
	bool		is_judged = evidence.has_code || evidence.has_reply;
	bool		has_category = is_judged || OidIsValid(answer.category);
	bool		has_action = is_judged || OidIsValid(answer.action);
	LintSet		words = bounce_lint(evidence);
	Datum		values[DIAGNOSIS_COLUMNS] = {0};
	bool		nulls[DIAGNOSIS_COLUMNS] = {false};

	verdict.party = party_of(&verdict, &answer);
	values[DIAGNOSIS_CATEGORY] =
		ObjectIdGetDatum(OidIsValid(answer.category) ? answer.category :
						 state->categories[verdict.category]);
	nulls[DIAGNOSIS_CATEGORY] = !has_category;
	values[DIAGNOSIS_ACTION] =
		ObjectIdGetDatum(OidIsValid(answer.action) ? answer.action :
						 state->actions[verdict.action]);
	nulls[DIAGNOSIS_ACTION] = !has_action;
	values[DIAGNOSIS_PARTY] = ObjectIdGetDatum(state->parties[verdict.party]);
	nulls[DIAGNOSIS_PARTY] = !has_category;
	values[DIAGNOSIS_PERMANENCE] =
		ObjectIdGetDatum(state->permanences[verdict.permanence]);
	nulls[DIAGNOSIS_PERMANENCE] = !is_judged;
	values[DIAGNOSIS_LEVEL] = CStringGetTextDatum(answer.level);
	values[DIAGNOSIS_PATTERN] = PatternGetDatum(answer.pattern);
	nulls[DIAGNOSIS_PATTERN] = !answer.has_pattern;
	values[DIAGNOSIS_SOURCE] = CStringGetTextDatum(answer.source);
	values[DIAGNOSIS_FLAGS] = lint_words(words);
	values[DIAGNOSIS_EXPLANATION] =
		CStringGetTextDatum(explain_verdict(evidence, &verdict, answer.meaning,
											answer.is_registry ? words : 0,
											has_action ?
											advice_of(&verdict, &answer) : NULL));
	if (answer.reference != NULL)
		values[DIAGNOSIS_REFERENCE] = CStringGetTextDatum(answer.reference);
	else
		nulls[DIAGNOSIS_REFERENCE] = true;
	composite_check_size(state->desc, values, nulls);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(state->desc, values, nulls)));
}

/*
 * diagnose
 *		All that there is to say of a bounce.  NULL where neither a code nor a
 *		reply is given; not strict, since either may be missing.
 */
Datum
bounce_diagnose(PG_FUNCTION_ARGS)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	BounceEvidence evidence;
	BounceVerdict verdict;

	if (!get_evidence(fcinfo, &evidence))
		PG_RETURN_NULL();
	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra = diagnosis_state_create(fcinfo);
	verdict = bounce_judge(&evidence);
	return diagnosis_row(flinfo->fn_extra, evidence, verdict,
						 registry_answer(evidence, &verdict));
}
