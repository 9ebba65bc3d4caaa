/*
 * bounce_rule.c
 *	  classify_with_rules, recommend_with_rules, and what tells about rules:
 *	  the table bounce_rule as SQL functions.
 *
 * The first rule that fits decides.  What it leaves open, and a bounce that no
 * rule fits, is judged as classify and recommend judge it.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "composite.h"
#include "rule_site.h"
#include "smtpcode.h"
#include "taxonomy.h"
#include "verdict.h"

PG_FUNCTION_INFO_V1(bounce_classify_with_rules);
PG_FUNCTION_INFO_V1(bounce_recommend_with_rules);
PG_FUNCTION_INFO_V1(bounce_rule_for);
PG_FUNCTION_INFO_V1(bounce_rule_shadowed);

#define SHADOW_COLUMNS 2

/* What a place that calls one of these functions keeps. */
typedef struct CallState
{
	RuleSite   *site;
	Oid			labels[FLEXIBLE_ARRAY_MEMBER];	/* that the function returns */
} CallState;

/* What is known of the bounce, and the rule that decides it, or NULL. */
typedef struct RuledBounce
{
	BounceEvidence evidence;
	const Rule *rule;
} RuledBounce;

static CallState *
call_state(FunctionCallInfo fcinfo, const BounceLabel *labels, int count)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	CallState  *state = flinfo->fn_extra;

	if (state == NULL)
	{
		state = MemoryContextAlloc(flinfo->fn_mcxt,
								   offsetof(CallState, labels) +
								   sizeof(Oid) * count);
		if (count > 0)
			taxonomy_resolve(get_func_rettype(flinfo->fn_oid), labels, count,
							 state->labels);
		state->site = rule_site_create(flinfo);
		flinfo->fn_extra = state;
	}
	return state;
}

/* Take the arguments (code, reply, provider, diagnostic), and find the rule. */
static RuledBounce
get_ruled_bounce(FunctionCallInfo fcinfo, RuleSet *rules)
{
	RuledBounce bounce = {0};
	text	   *provider = NULL;

	bounce.evidence.has_code = !PG_ARGISNULL(0);
	if (bounce.evidence.has_code)
		bounce.evidence.code = PG_GETARG_ESC(0);
	bounce.evidence.has_reply = !PG_ARGISNULL(1);
	if (bounce.evidence.has_reply)
		bounce.evidence.reply = PG_GETARG_REPLY(1);
	if (!PG_ARGISNULL(2))
	{
		provider = PG_GETARG_TEXT_PP(2);
		bounce.evidence.provider =
			provider_from_name(VARDATA_ANY(provider),
							   VARSIZE_ANY_EXHDR(provider));
	}
	bounce.rule = rule_set_decide(rules, bounce.evidence, provider,
								  fcinfo->args[3]);
	return bounce;
}

static bool
can_be_judged(BounceEvidence evidence)
{
	return evidence.has_code || evidence.has_reply;
}

/* What happened: the rule's category, else that of classify. */
Datum
bounce_classify_with_rules(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo, bounce_category_labels,
								   CATEGORY_COUNT);
	RuledBounce bounce = get_ruled_bounce(fcinfo, rule_site_set(state->site));

	if (bounce.rule != NULL && OidIsValid(bounce.rule->category))
		PG_RETURN_OID(bounce.rule->category);
	if (!can_be_judged(bounce.evidence))
		PG_RETURN_NULL();
	PG_RETURN_OID(state->labels[bounce_judge(bounce.evidence).category]);
}

/* What to do: the rule's action, else that of recommend. */
Datum
bounce_recommend_with_rules(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo, bounce_action_labels, ACTION_COUNT);
	RuledBounce bounce = get_ruled_bounce(fcinfo, rule_site_set(state->site));

	if (bounce.rule != NULL && OidIsValid(bounce.rule->action))
		PG_RETURN_OID(bounce.rule->action);
	if (!can_be_judged(bounce.evidence))
		PG_RETURN_NULL();
	PG_RETURN_OID(state->labels[bounce_judge(bounce.evidence).action]);
}

/* The row of the rule that decides, or NULL where none fits. */
Datum
bounce_rule_for(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo, NULL, 0);
	RuleSet    *rules = rule_site_set(state->site);
	RuledBounce bounce = get_ruled_bounce(fcinfo, rules);

	if (bounce.rule == NULL)
		PG_RETURN_NULL();
	PG_RETURN_DATUM(rule_set_row(rules, bounce.rule));
}

/* The first rule that leaves nothing to the one at a place, or NULL. */
static const Rule *
first_cover(const RuleSet *rules, int place)
{
	const RuleTerms *terms = &rule_set_rule(rules, place)->terms;

	CHECK_FOR_INTERRUPTS();
	for (int i = 0; i < place; i++)
	{
		const Rule *earlier = rule_set_rule(rules, i);

		if (rule_covers(&earlier->terms, terms))
			return earlier;
	}
	return NULL;
}

/*
 * bounce_rule_shadowed
 *		Each rule that can never win, beside the first rule that is tried
 *		before it and is about all that it is about.
 */
Datum
bounce_rule_shadowed(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo, NULL, 0);
	RuleSet    *rules = rule_site_set(state->site);
	ReturnSetInfo *result;

	InitMaterializedSRF(fcinfo, 0);
	result = (ReturnSetInfo *) fcinfo->resultinfo;
	composite_check_columns(result->setDesc, SHADOW_COLUMNS);

	for (int i = 0; i < rule_set_count(rules); i++)
	{
		const Rule *cover = first_cover(rules, i);
		Datum		values[SHADOW_COLUMNS];
		bool		nulls[SHADOW_COLUMNS] = {false};

		if (cover == NULL)
			continue;
		values[0] = rule_set_row(rules, rule_set_rule(rules, i));
		values[1] = rule_set_row(rules, cover);
		tuplestore_putvalues(result->setResult, result->setDesc, values,
							 nulls);
	}
	return (Datum) 0;
}
