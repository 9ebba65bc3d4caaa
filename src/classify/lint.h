/*
 * lint.h
 *	  Doubts about a code, a reply, a provider and a diagnostic, as a set of
 *	  words.
 *
 * Free of PostgreSQL, as the registry is.
 */
#ifndef SMTPCODE_LINT_H
#define SMTPCODE_LINT_H

#include "classify/classify_data.h"
#include "classify/verdict.h"

/* A set of words: bit n is LintWord n. */
typedef uint32_t LintSet;

static inline LintSet
lint_bit(LintWord word)
{
	return (LintSet) 1 << word;
}

/* A doubt about a code, a reply or a provider. */
typedef struct LintEntry
{
	const char *word;
	const char *about;			/* code, provider, reply, both (code and
								 * reply) or diagnostic */
	const char *meaning;
	const char *remedy;
	const char *note;			/* in an explanation, or NULL */
} LintEntry;

extern const LintEntry lint_entries[LINT_COUNT];

extern LintSet bounce_lint(const BounceEvidence *evidence,
						   const BounceVerdict *verdict);

#endif							/* SMTPCODE_LINT_H */
