/*
 * diagnosis.h
 *	  The whole answer about a bounce, as one row.
 */
#ifndef SMTPCODE_DIAGNOSIS_H
#define SMTPCODE_DIAGNOSIS_H

#include "fmgr.h"

#include "classify/verdict.h"

/* What is the same for each call from one place. */
typedef struct DiagnosisState DiagnosisState;

/*
 * What answered, as a row names it.  Something other than our tables may
 * have answered, with labels of its own, among them those that users add.
 */
typedef struct BounceAnswer
{
	const char *level;
	bool		has_pattern;
	int64_t		pattern;
	const char *source;
	const char *reference;		/* or NULL */
	const char *phrase;			/* or NULL */
	const char *meaning;		/* a sentence or two, to begin with */
	bool		is_registry;	/* do the notes about the event apply? */
	Oid			category;		/* in place of the verdict's, or InvalidOid */
	Oid			action;			/* likewise */
} BounceAnswer;

extern DiagnosisState *diagnosis_state_create(FunctionCallInfo fcinfo);
extern BounceAnswer registry_answer(const BounceEvidence *evidence,
									const BounceVerdict *verdict);
extern Datum diagnosis_row(const DiagnosisState *state,
						   const BounceEvidence *evidence,
						   BounceVerdict verdict, BounceAnswer answer);

#endif							/* SMTPCODE_DIAGNOSIS_H */
