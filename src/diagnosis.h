/*
 * diagnosis.h
 *	  The whole answer about a bounce, as one row.
 */
#ifndef SMTPCODE_DIAGNOSIS_H
#define SMTPCODE_DIAGNOSIS_H

#include "fmgr.h"

#include "verdict.h"

/*
 * What answered, as a row names it.  Something other than the registries may
 * have answered, and then the verdict is its own as well.
 */
typedef struct BounceAnswer
{
	const char *level;
	bool		has_pattern;
	int64_t		pattern;
	const char *source;
	const char *reference;		/* or NULL */
	const char *meaning;		/* a sentence or two, to begin with */
	bool		is_registry;	/* do the notes about the event apply? */
} BounceAnswer;

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern BounceAnswer registry_answer(BounceEvidence evidence,
									const BounceVerdict *verdict);
extern Datum diagnosis_row(FunctionCallInfo fcinfo, BounceEvidence evidence,
						   BounceVerdict verdict, BounceAnswer answer);

#pragma GCC visibility pop

#endif							/* SMTPCODE_DIAGNOSIS_H */
