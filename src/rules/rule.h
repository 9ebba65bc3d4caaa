/*
 * rule.h
 *	  A rule of the user's own: which bounces it is about, which of two rules
 *	  comes first, and whether the first leaves anything to the second.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_RULE_H
#define SMTPCODE_RULE_H

#include <stddef.h>

#include "code/pattern_value.h"

/* Bytes that need not end with a NUL; start is NULL where there are none. */
typedef struct RuleText
{
	const char *start;
	size_t		length;
} RuleText;

/*
 * What a rule asks of a bounce.  What it leaves out may be anything, or be
 * missing; what it names must be there.
 */
typedef struct RuleTerms
{
	int32_t		priority;		/* the larger, the earlier */
	bool		has_pattern;
	bool		has_reply;
	int64_t		pattern;
	int32_t		reply_from;
	int32_t		reply_to;
	int32_t		provider;		/* its number, or 0 for any */
	RuleText	provider_name;	/* as the user wrote it */
	RuleText	diagnostic_like;
} RuleTerms;

/* What rules look at, but for the diagnostic text. */
typedef struct RuleSubject
{
	int32_t		code;			/* or 0 for none */
	int32_t		reply;			/* or 0 for none */
	int32_t		provider;		/* or 0 for none that a rule names */
} RuleSubject;

extern int	rule_compare(const RuleTerms *a, const RuleTerms *b);
extern bool rule_covers(const RuleTerms *outer, const RuleTerms *inner);

/* Is the rule about such a bounce, if the diagnostic text fits as well? */
static inline bool
rule_fits(const RuleTerms *rule, RuleSubject subject)
{
	if (rule->has_pattern &&
		(subject.code == 0 || !pattern_matches(rule->pattern, subject.code)))
		return false;
	if (rule->has_reply &&
		(subject.reply < rule->reply_from || subject.reply > rule->reply_to))
		return false;
	return rule->provider == 0 || rule->provider == subject.provider;
}

#endif							/* SMTPCODE_RULE_H */
