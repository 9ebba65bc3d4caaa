/*
 * rule.c
 *	  The order of rules, and which of them can never win.
 *
 * doc/rules.md has the order for users.
 */
#include "rules/rule.h"

#include <string.h>

static int
compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* By bytes, as the collation "C" has it. */
static int
compare_texts(RuleText a, RuleText b)
{
	size_t		common = a.length < b.length ? a.length : b.length;
	int			order = 0;

	if (a.start != NULL && b.start != NULL)
		order = memcmp(a.start, b.start, common);
	return order != 0 ? order :
		compare_numbers((int64_t) a.length, (int64_t) b.length);
}

/* What is given comes before what is left out. */
static int
compare_given(bool a, bool b)
{
	return (int) b - (int) a;
}

/* How many codes a rule may be about; any code or none is more than all. */
static int32_t
reach(const RuleTerms *rule)
{
	return rule->has_pattern ? pattern_size(rule->pattern) : INT32_MAX;
}

static int32_t
reply_count(const RuleTerms *rule)
{
	return rule->reply_to - rule->reply_from;
}

/*
 * rule_compare
 *		Which of two rules comes first: less than zero for a.
 *
 * By priority, then the more specific one: fewer codes, then a reply, a
 * provider, a text asked for, then fewer replies.  What is left to decide is
 * the natural key, in which no two rules of a table are alike.
 *
 * Of two rules of equal priority, one of which is about part of what the other
 * is about, the narrower thus comes first.
 */
int
rule_compare(const RuleTerms *a, const RuleTerms *b)
{
	int			order = compare_numbers(b->priority, a->priority);

	if (order == 0)
		order = compare_numbers(reach(a), reach(b));
	if (order == 0)
		order = compare_given(a->has_reply, b->has_reply);
	if (order == 0)
		order = compare_given(a->provider_name.start != NULL,
							  b->provider_name.start != NULL);
	if (order == 0)
		order = compare_given(a->diagnostic_like.start != NULL,
							  b->diagnostic_like.start != NULL);
	if (order == 0)
		order = compare_numbers(reply_count(a), reply_count(b));
	if (order == 0)
		order = compare_numbers(a->pattern, b->pattern);
	if (order == 0)
		order = compare_numbers(a->reply_from, b->reply_from);
	if (order == 0)
		order = compare_texts(a->provider_name, b->provider_name);
	if (order == 0)
		order = compare_texts(a->diagnostic_like, b->diagnostic_like);
	return order;
}

/*
 * rule_covers
 *		Is one rule about every bounce that the other one is about?
 *
 * Of two different texts it says no, although one LIKE pattern may match all
 * that the other does.
 */
bool
rule_covers(const RuleTerms *outer, const RuleTerms *inner)
{
	if (outer->has_pattern &&
		!(inner->has_pattern && pattern_contains(outer->pattern, inner->pattern)))
		return false;
	if (outer->has_reply &&
		!(inner->has_reply && outer->reply_from <= inner->reply_from &&
		  inner->reply_to <= outer->reply_to))
		return false;
	if (outer->provider != 0 && outer->provider != inner->provider)
		return false;
	return outer->diagnostic_like.start == NULL ||
		(inner->diagnostic_like.start != NULL &&
		 compare_texts(outer->diagnostic_like, inner->diagnostic_like) == 0);
}
