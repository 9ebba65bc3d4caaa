/*
 * explanation.h
 *	  What happened and what to do about it, in plain English.
 */
#ifndef SMTPCODE_EXPLANATION_H
#define SMTPCODE_EXPLANATION_H

#include "lint.h"

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern char *explain_event(BounceEvidence evidence);
extern char *explain_answer(BounceEvidence evidence,
							const BounceVerdict *verdict);
extern char *explain_rule(BounceEvidence evidence, const char *others,
						  const char *reason);
extern char *explain_verdict(BounceEvidence evidence,
							 const BounceVerdict *verdict,
							 const char *answer, LintSet words,
							 const char *advice);

#pragma GCC visibility pop

#endif							/* SMTPCODE_EXPLANATION_H */
