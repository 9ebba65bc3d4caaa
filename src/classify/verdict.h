/*
 * verdict.h
 *	  The judgement of one bounce: what happened, and what to do.
 *
 * Free of PostgreSQL, as the registry is.
 */
#ifndef SMTPCODE_VERDICT_H
#define SMTPCODE_VERDICT_H

#include "registry/provider.h"
#include "registry/registry.h"

/* What is known of the bounce. */
typedef struct BounceEvidence
{
	bool		has_code;
	bool		has_reply;
	int32_t		code;
	int32_t		reply;
	int			provider;		/* or PROVIDER_NONE */
	bool		provider_unknown;	/* one was named that is not known */
} BounceEvidence;

typedef struct BounceVerdict
{
	BounceCategory category;
	BounceAction action;
	BouncePermanence permanence;
	BounceParty party;
	bool		contradictory;	/* the code's class is not the reply's */
	bool		read_as_452;	/* so the reply counts, being 552 */
	bool		dead_recipient; /* the code names one, whatever the action */

	/* what answered: one of these, or none where only a digit speaks */
	const ProviderAnswer *provider_answer;
	const IanaEntry *iana_entry;
	const ReplyEntry *reply_entry;
} BounceVerdict;

/* By reference: for a call a row, a copy of the evidence is worth sparing. */
extern BounceVerdict bounce_judge(const BounceEvidence *evidence);
extern bool bounce_effective_code(const BounceEvidence *evidence,
								  int32_t *code);

#endif							/* SMTPCODE_VERDICT_H */
