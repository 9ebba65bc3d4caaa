/*
 * verdict.h
 *	  The judgement of one bounce: what happened, and what to do.
 *
 * Free of PostgreSQL, as the registry is.
 */
#ifndef SMTPCODE_VERDICT_H
#define SMTPCODE_VERDICT_H

#include <stddef.h>

#include "registry/provider.h"
#include "registry/registry.h"
#include "words/phrase.h"

/* The diagnostic text of a bounce: what diagnostic_fill() left it to say. */
typedef struct Diagnostic
{
	const char *start;
	size_t		length;
	bool		is_utf8;
	bool		is_overruled;	/* X.4.7 was given: the words do not decide */
	bool		is_veto;		/* it has another code or reply, which speaks
								 * against a dead recipient */
} Diagnostic;

/*
 * What is known of the bounce: code and reply as they were given, or as the
 * diagnostic has them.
 */
typedef struct BounceEvidence
{
	bool		has_code;
	bool		has_reply;
	int32_t		code;
	int32_t		reply;
	int			provider;		/* or PROVIDER_NONE */
	bool		provider_unknown;	/* one was named that is not known */
	const Diagnostic *diagnostic;	/* or NULL */
} BounceEvidence;

typedef struct BounceVerdict
{
	BounceCategory category;
	BounceAction action;
	BouncePermanence permanence;
	BounceParty party;
	bool		contradictory;	/* the code's class is not the reply's */
	bool		read_as_452;	/* so the reply counts, being 552 */
	bool		dead_recipient; /* code or words name one, whatever the action */
	bool		is_empty;		/* nothing is known: all the rest is void */
	bool		is_timeless;	/* only words are: the permanence is not known */
	bool		words_conflict; /* the words overrule a specific code */

	/* what answered: one of these, or none where only a digit speaks */
	const PhraseEntry *phrase;
	const ProviderAnswer *provider_answer;
	const IanaEntry *iana_entry;
	const ReplyEntry *reply_entry;
} BounceVerdict;

/*
 * What kind of bounce it is.  Hard is what an address is suppressed for, and
 * nothing else.
 */
static inline BounceHardness
bounce_hardness_of(BounceCategory category, BounceAction action)
{
	if (action == ACTION_SUPPRESS)
		return HARDNESS_HARD;
	if (action == ACTION_NONE)
		return HARDNESS_NONE;
	return category_entries[category].hardness;
}

/* By reference: for a call a row, a copy of the evidence is worth sparing. */
extern BounceVerdict bounce_judge(const BounceEvidence *evidence);
extern bool bounce_effective_code(const BounceEvidence *evidence,
								  int32_t *code);

#endif							/* SMTPCODE_VERDICT_H */
