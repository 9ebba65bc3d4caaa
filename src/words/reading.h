/*
 * reading.h
 *	  What the words of a reply say: which of the phrases in it decides, and
 *	  whether any speaks against a dead recipient.
 *
 * Free of PostgreSQL.  doc/classification.md has the rules.
 */
#ifndef SMTPCODE_READING_H
#define SMTPCODE_READING_H

#include "registry/provider.h"
#include "words/phrase.h"

/* The text of a reply, and what is known beside it. */
typedef struct WordsQuestion
{
	const char *text;
	size_t		length;
	bool		is_utf8;
	int			provider;		/* or PROVIDER_NONE */
	bool		has_code;		/* a failing one */
	bool		has_reply;
	int32_t		code;
	int32_t		reply;
} WordsQuestion;

typedef struct WordsReading
{
	const PhraseEntry *phrase;	/* the one that decides, or NULL */
	const PhraseEntry *veto;	/* what speaks against a dead recipient, or
								 * NULL */
	bool		dead_recipient; /* do the words name one, and nothing else? */
} WordsReading;

extern WordsReading words_read(const WordsQuestion *question);

#endif							/* SMTPCODE_READING_H */
