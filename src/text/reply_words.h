/*
 * reply_words.h
 *	  Words that tell what the number behind them is.
 *
 * Free of PostgreSQL.  doc/extraction.md has the rules that they are for.
 */
#ifndef SMTPCODE_REPLY_WORDS_H
#define SMTPCODE_REPLY_WORDS_H

#include <stddef.h>

/* What follows a word; some words are of more than one kind. */
typedef enum WordKind
{
	WORD_OTHER = 0,
	WORD_PROGRAM = 1 << 0,		/* the version of a program */
	WORD_SAID = 1 << 1,			/* what a server said */
	WORD_REASON = 1 << 2,		/* a reply that rejects, or the exit status of
								 * a program, which may be 255 */
	WORD_ACCOUNT = 1 << 3,		/* with a colon: a reply */
	WORD_MEASURE = 1 << 4,		/* with a colon: a number that is no reply */
	WORD_PROTOCOL = 1 << 5		/* with a semicolon: a diagnostic */
} WordKind;

extern int	word_before(const char *text, size_t offset);

#endif							/* SMTPCODE_REPLY_WORDS_H */
