/*
 * esc_lookup.c
 *	  esc_lookup: the record that answers for a code, and at which level.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "base/composite.h"
#include "classify/evidence.h"
#include "classify/taxonomy.h"

PG_FUNCTION_INFO_V1(esc_lookup);

#define LOOKUP_COLUMNS 7

/* What is the same for each call from one place. */
typedef struct LookupState
{
	TupleDesc	desc;
	Oid			categories[CATEGORY_COUNT];
	Oid			actions[ACTION_COUNT];
} LookupState;

static LookupState *
lookup_state(FunctionCallInfo fcinfo)
{
	LookupState *state = fcinfo->flinfo->fn_extra;

	if (state != NULL)
		return state;
	state = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(LookupState));
	state->desc = composite_result_desc(fcinfo, LOOKUP_COLUMNS);
	taxonomy_resolve(TupleDescAttr(state->desc, 4)->atttypid,
					 bounce_category_labels, CATEGORY_COUNT,
					 state->categories);
	taxonomy_resolve(TupleDescAttr(state->desc, 5)->atttypid,
					 bounce_action_labels, ACTION_COUNT, state->actions);
	fcinfo->flinfo->fn_extra = state;
	return state;
}

/* The columns about a record, for a provider's meaning */
static void
set_provider_record(Datum *values, const ProviderEntry *entry)
{
	values[0] = PatternGetDatum(entry->pattern);
	values[1] = CStringGetTextDatum(provider_level_name(entry));
	values[2] = CStringGetTextDatum(provider_name(entry->provider));
	values[3] = CStringGetTextDatum(entry->meaning);
	values[6] = CStringGetTextDatum(entry->source->reference);
}

/* The same, for a code in IANA's registry */
static void
set_iana_record(Datum *values, int32 code)
{
	const IanaEntry *entry = iana_best_entry(code);

	values[0] = PatternGetDatum(entry->pattern);
	values[1] = CStringGetTextDatum(iana_kind_name(entry->kind));
	values[2] = CStringGetTextDatum("iana");
	values[3] = CStringGetTextDatum(iana_name(code));
	values[6] = CStringGetTextDatum(entry->reference);
}

/*
 * esc_lookup
 *		The most specific record of a code: the provider's, IANA's own, that of
 *		its subject or its class; with the category and the action of the event.
 *
 * NULL for a NULL code.  Not strict: reply and provider may be NULL.
 */
Datum
esc_lookup(PG_FUNCTION_ARGS)
{
	LookupState *state;
	BounceEvidence evidence;
	BounceVerdict verdict;
	Datum		values[LOOKUP_COLUMNS];
	bool		nulls[LOOKUP_COLUMNS] = {false};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	(void) get_provided_event(fcinfo, &evidence);
	state = lookup_state(fcinfo);
	verdict = bounce_judge(&evidence);

	if (verdict.provider_answer != NULL)
		set_provider_record(values, verdict.provider_answer->entry);
	else
		set_iana_record(values, evidence.code);
	values[4] = ObjectIdGetDatum(state->categories[verdict.category]);
	values[5] = ObjectIdGetDatum(state->actions[verdict.action]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(state->desc, values, nulls)));
}
