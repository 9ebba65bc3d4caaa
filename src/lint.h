/*
 * lint.h
 *	  Doubts about a code, a reply and a provider, as a set of words.
 *
 * Free of PostgreSQL, as the registry is.
 */
#ifndef SMTPCODE_LINT_H
#define SMTPCODE_LINT_H

#include "verdict.h"

/* A set of words: bit n is LintWord n. */
typedef uint32_t LintSet;

static inline LintSet
lint_bit(LintWord word)
{
	return (LintSet) 1 << word;
}

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern LintSet bounce_lint(BounceEvidence evidence);

#pragma GCC visibility pop

#endif							/* SMTPCODE_LINT_H */
