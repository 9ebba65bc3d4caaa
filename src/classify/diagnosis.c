/*
 * diagnosis.c
 *	  diagnose: the whole answer about a bounce, as one row.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "base/composite.h"
#include "base/utf8_text.h"
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
	DIAGNOSIS_PHRASE,
	DIAGNOSIS_HARDNESS,
	DIAGNOSIS_COLUMNS
};

struct DiagnosisState
{
	TupleDesc	desc;
	Oid			categories[CATEGORY_COUNT];
	Oid			actions[ACTION_COUNT];
	Oid			parties[PARTY_COUNT];
	Oid			permanences[PERMANENCE_COUNT];
	Oid			hardnesses[HARDNESS_COUNT];
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
	if (desc->natts > DIAGNOSIS_HARDNESS)
		taxonomy_resolve(column_type(desc, DIAGNOSIS_HARDNESS),
						 bounce_hardness_labels, HARDNESS_COUNT,
						 state->hardnesses);
	state->desc = desc;
	return state;
}

/*
 * registry_answer
 *		What answered, of our tables: a phrase, a provider's meaning, a record
 *		of IANA's, or the reply.
 */
BounceAnswer
registry_answer(const BounceEvidence *evidence, const BounceVerdict *verdict)
{
	BounceAnswer answer = {0};

	answer.is_registry = true;
	answer.meaning = explain_answer(*evidence, verdict);
	if (verdict->phrase != NULL)
	{
		answer.level = "phrase";
		answer.source = "phrase";
		answer.phrase = utf8_text(verdict->phrase->phrase);
		answer.reference = verdict->phrase->source;
	}
	else if (verdict->provider_answer != NULL)
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

static void
set_text(Datum *values, bool *nulls, int column, const char *value)
{
	nulls[column] = value == NULL;
	if (value != NULL)
		values[column] = CStringGetTextDatum(value);
}

/*
 * What kind of bounce it is: what follows from category and action, as the row
 * has them; NULL for those that users have added.
 */
static void
set_hardness(const DiagnosisState *state, Datum *values, bool *nulls,
			 const BounceVerdict *verdict, const BounceAnswer *answer)
{
	int			category = verdict->category;
	int			action = verdict->action;

	if (OidIsValid(answer->category))
		category = taxonomy_label(answer->category, bounce_category_labels,
								  CATEGORY_COUNT);
	if (OidIsValid(answer->action))
		action = taxonomy_label(answer->action, bounce_action_labels,
								ACTION_COUNT);
	if (nulls[DIAGNOSIS_ACTION])
		action = NOT_OUR_LABEL;
	nulls[DIAGNOSIS_HARDNESS] = true;
	if (action == ACTION_SUPPRESS ||
		(!nulls[DIAGNOSIS_CATEGORY] && category != NOT_OUR_LABEL))
	{
		nulls[DIAGNOSIS_HARDNESS] = false;
		values[DIAGNOSIS_HARDNESS] =
			ObjectIdGetDatum(state->hardnesses[bounce_hardness_of(category, action)]);
	}
}

/*
 * diagnosis_row
 *		The row for an event, whatever judged it.
 *
 * Where the verdict is empty, what does not follow from the answer is NULL.
 */
Datum
diagnosis_row(const DiagnosisState *state, const BounceEvidence *evidence,
			  BounceVerdict verdict, BounceAnswer answer)
{
	bool		is_judged = !verdict.is_empty;
	bool		has_category = is_judged || OidIsValid(answer.category);
	bool		has_action = is_judged || OidIsValid(answer.action);
	LintSet		words = bounce_lint(evidence, &verdict);
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
	nulls[DIAGNOSIS_PERMANENCE] = !is_judged || verdict.is_timeless;
	values[DIAGNOSIS_LEVEL] = CStringGetTextDatum(answer.level);
	values[DIAGNOSIS_PATTERN] = PatternGetDatum(answer.pattern);
	nulls[DIAGNOSIS_PATTERN] = !answer.has_pattern;
	values[DIAGNOSIS_SOURCE] = CStringGetTextDatum(answer.source);
	values[DIAGNOSIS_FLAGS] = lint_words(words);
	values[DIAGNOSIS_EXPLANATION] =
		CStringGetTextDatum(explain_verdict(*evidence, &verdict, answer.meaning,
											answer.is_registry ? words : 0,
											has_action ?
											advice_of(&verdict, &answer) : NULL));
	set_text(values, nulls, DIAGNOSIS_REFERENCE, answer.reference);
	set_text(values, nulls, DIAGNOSIS_PHRASE, answer.phrase);
	set_hardness(state, values, nulls, &verdict, &answer);
	composite_check_size(state->desc, values, nulls);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(state->desc, values, nulls)));
}

/*
 * diagnose
 *		All that there is to say of a bounce.  NULL where there is nothing to
 *		judge by; not strict, since any argument may be missing.
 */
Datum
bounce_diagnose(PG_FUNCTION_ARGS)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	BounceEvidence evidence;
	Diagnostic	diagnostic;
	BounceVerdict verdict;

	if (!get_evidence(fcinfo, &evidence, &diagnostic))
		PG_RETURN_NULL();
	verdict = bounce_judge(&evidence);
	if (verdict.is_empty)
		PG_RETURN_NULL();
	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra = diagnosis_state_create(fcinfo);
	return diagnosis_row(flinfo->fn_extra, &evidence, verdict,
						 registry_answer(&evidence, &verdict));
}
