/*
 * explanation.h
 *	  What happened and what to do about it, in plain English.
 */
#ifndef SMTPCODE_EXPLANATION_H
#define SMTPCODE_EXPLANATION_H

#include "classify/lint.h"

extern char *explain_event(BounceEvidence evidence);
extern char *explain_answer(BounceEvidence evidence,
							const BounceVerdict *verdict);
extern char *explain_rule(BounceEvidence evidence, const char *others,
						  const char *reason);
extern char *explain_verdict(BounceEvidence evidence,
							 const BounceVerdict *verdict,
							 const char *answer, LintSet words,
							 const char *advice);

#endif							/* SMTPCODE_EXPLANATION_H */
