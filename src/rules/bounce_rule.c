/*
 * bounce_rule.c
 *	  classify_with_rules, recommend_with_rules, diagnose_with_rules, and what
 *	  tells about rules: the table bounce_rule as SQL functions.
 *
 * The first rule that fits decides.  What it leaves open, and a bounce that no
 * rule fits, is judged as the functions without rules judge it.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/composite.h"
#include "base/utf8_text.h"
#include "classify/diagnosis.h"
#include "classify/evidence.h"
#include "classify/explanation.h"
#include "classify/taxonomy.h"
#include "rules/rule_site.h"

PG_FUNCTION_INFO_V1(bounce_classify_with_rules);
PG_FUNCTION_INFO_V1(bounce_recommend_with_rules);
PG_FUNCTION_INFO_V1(bounce_diagnose_with_rules);
PG_FUNCTION_INFO_V1(bounce_rule_for);
PG_FUNCTION_INFO_V1(bounce_rule_shadowed);

#define SHADOW_COLUMNS 2

/* What a place that calls one of these functions keeps. */
typedef struct CallState
{
	RuleSite   *site;
	Oid		   *labels;			/* of classify_with_rules and recommend_... */
	DiagnosisState *diagnosis;	/* of diagnose_with_rules */
} CallState;

/* What is known of the bounce, and the rule that decides it, or NULL. */
typedef struct RuledBounce
{
	BounceEvidence evidence;
	Diagnostic	diagnostic;		/* evidence may point here: never copied */
	bool		is_event;		/* is there anything to judge without rules? */
	const Rule *rule;
} RuledBounce;

static CallState *
call_state(FunctionCallInfo fcinfo, int labels)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	CallState  *state = flinfo->fn_extra;

	if (state == NULL)
	{
		state = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(CallState));
		state->site = rule_site_create(flinfo);
		state->labels = taxonomy_values(flinfo, labels);
		flinfo->fn_extra = state;
	}
	return state;
}

/*
 * Take the arguments (code, reply, provider, diagnostic), and find the rule.
 * Rules see the code and the reply that the diagnostic has, too.
 */
static void
get_ruled_bounce(FunctionCallInfo fcinfo, RuleSet *rules, RuledBounce *bounce)
{
	bounce->is_event = get_evidence(fcinfo, &bounce->evidence,
									&bounce->diagnostic);
	bounce->rule = rule_set_decide(rules, &bounce->evidence,
								   PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2),
								   fcinfo->args[3]);
}

/* Judge the bounce without rules. */
static BounceVerdict
judge(const RuledBounce *bounce)
{
	BounceVerdict verdict = {.is_empty = true};

	if (bounce->is_event)
		verdict = bounce_judge(&bounce->evidence);
	return verdict;
}

/* What happened: the rule's category, else that of classify. */
Datum
bounce_classify_with_rules(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo, CATEGORY_COUNT);
	RuledBounce bounce;
	BounceVerdict verdict;

	get_ruled_bounce(fcinfo, rule_site_set(state->site), &bounce);
	if (bounce.rule != NULL && OidIsValid(bounce.rule->category))
		PG_RETURN_OID(bounce.rule->category);
	verdict = judge(&bounce);
	if (verdict.is_empty)
		PG_RETURN_NULL();
	return taxonomy_value(fcinfo->flinfo, bounce_category_labels,
						  state->labels, verdict.category);
}

/* What to do: the rule's action, else that of recommend. */
Datum
bounce_recommend_with_rules(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo, ACTION_COUNT);
	RuledBounce bounce;
	BounceVerdict verdict;

	get_ruled_bounce(fcinfo, rule_site_set(state->site), &bounce);
	if (bounce.rule != NULL && OidIsValid(bounce.rule->action))
		PG_RETURN_OID(bounce.rule->action);
	verdict = judge(&bounce);
	if (verdict.is_empty)
		PG_RETURN_NULL();
	return taxonomy_value(fcinfo->flinfo, bounce_action_labels, state->labels,
						  verdict.action);
}

/* A text without the blanks at its ends, or NULL if nothing is left. */
static const char *
words_of(const char *text, size_t length)
{
	trim_blanks(&text, &length);
	return length == 0 ? NULL : pnstrdup(text, length);
}

static const char *
note_of(const Rule *rule)
{
	return rule->note == NULL ? NULL :
		words_of(VARDATA_ANY(rule->note), VARSIZE_ANY_EXHDR(rule->note));
}

/* Why the rule is there: its note, else what its category means, or NULL. */
static const char *
reason_of(const Rule *rule)
{
	const char *note = note_of(rule);
	int			category;

	if (note != NULL || !OidIsValid(rule->category))
		return note;
	category = taxonomy_label(rule->category, bounce_category_labels,
							  CATEGORY_COUNT);
	if (category == NOT_OUR_LABEL)
	{
		const char *label = taxonomy_label_name(rule->category);

		return words_of(label, strlen(label));
	}
	return bounce_category_labels[category].phrase;
}

/*
 * The rule as what answers.  Where it only says what to do, the registries tell
 * what happened.
 */
static BounceAnswer
rule_answer(const RuledBounce *bounce, const BounceVerdict *verdict)
{
	const Rule *rule = bounce->rule;
	bool		tells_event = OidIsValid(rule->category) || verdict->is_empty;
	BounceAnswer answer = {0};

	answer.level = "rule";
	answer.source = "rule";
	answer.has_pattern = rule->terms.has_pattern;
	answer.pattern = rule->terms.pattern;
	answer.reference = note_of(rule);
	answer.category = rule->category;
	answer.action = rule->action;
	if (!tells_event && verdict->phrase != NULL)
		answer.phrase = utf8_text(verdict->phrase->phrase);
	answer.is_registry = !tells_event;
	answer.meaning = explain_rule(bounce->evidence,
								  tells_event ? NULL :
								  explain_answer(bounce->evidence, verdict),
								  reason_of(rule));
	return answer;
}

/*
 * diagnose_with_rules
 *		All that there is to say of a bounce: what the rule says, else what
 *		diagnose says.  NULL where there is neither a rule that fits nor
 *		anything to judge by.
 */
Datum
bounce_diagnose_with_rules(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo, 0);
	RuledBounce bounce;
	BounceVerdict verdict;

	get_ruled_bounce(fcinfo, rule_site_set(state->site), &bounce);
	verdict = judge(&bounce);
	if (verdict.is_empty && bounce.rule == NULL)
		PG_RETURN_NULL();
	if (state->diagnosis == NULL)
		state->diagnosis = diagnosis_state_create(fcinfo);
	/* a provider that the rule names is known, if only to the user */
	if (bounce.rule != NULL && bounce.rule->terms.provider != 0)
		bounce.evidence.provider_unknown = false;
	return diagnosis_row(state->diagnosis, &bounce.evidence, verdict,
						 bounce.rule != NULL ?
						 rule_answer(&bounce, &verdict) :
						 registry_answer(&bounce.evidence, &verdict));
}

/* The row of the rule that decides, or NULL where none fits. */
Datum
bounce_rule_for(PG_FUNCTION_ARGS)
{
	CallState  *state = call_state(fcinfo, 0);
	RuleSet    *rules = rule_site_set(state->site);
	RuledBounce bounce;

	get_ruled_bounce(fcinfo, rules, &bounce);
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
	CallState  *state = call_state(fcinfo, 0);
	RuleSet    *rules = rule_site_set(state->site);
	ReturnSetInfo *result = composite_result_rows(fcinfo, SHADOW_COLUMNS);

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
