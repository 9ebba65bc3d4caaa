/*
 * rule_set.h
 *	  The rules of the table bounce_rule, as one snapshot sees them, in a form
 *	  that answers quickly.
 */
#ifndef SMTPCODE_RULE_SET_H
#define SMTPCODE_RULE_SET_H

#include "fmgr.h"

#include "access/htup.h"
#include "access/tupdesc.h"
#include "utils/relcache.h"
#include "utils/snapshot.h"

#include "classify/verdict.h"
#include "rules/rule.h"

/* A rule; what it leaves to the registry is InvalidOid. */
typedef struct Rule
{
	RuleTerms	terms;
	Oid			category;		/* any label, also one that users added */
	Oid			action;
	text	   *diagnostic_like;	/* or NULL */
	text	   *note;			/* or NULL */
	HeapTuple	row;
} Rule;

typedef struct RuleSet RuleSet;

extern RuleSet *rule_set_read(Oid table, Snapshot snapshot);
extern RuleSet *rule_set_hold(RuleSet *set);
extern void rule_set_release(RuleSet *set);

extern int	rule_set_count(const RuleSet *set);
extern const Rule *rule_set_rule(const RuleSet *set, int place);
extern Datum rule_set_row(const RuleSet *set, const Rule *rule);

extern const Rule *rule_set_decide(RuleSet *set,
								   const BounceEvidence *evidence,
								   const text *provider,
								   NullableDatum diagnostic);

#endif							/* SMTPCODE_RULE_SET_H */
