/*
 * reply_words.h
 *	  Words that tell what a number near them is.
 *
 * Free of PostgreSQL.  doc/extraction.md has the rules that they are for.
 */
#ifndef SMTPCODE_REPLY_WORDS_H
#define SMTPCODE_REPLY_WORDS_H

#include <stdbool.h>
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
	WORD_PROTOCOL = 1 << 5,		/* with a semicolon: a diagnostic */
	WORD_SIDE = 1 << 6,			/* with a colon or in brackets: a server's
								 * line of a transcript */
	WORD_LINK = 1 << 7,			/* what the word before it announces */
	WORD_MAIL = 1 << 8,			/* the line is about mail */
	WORD_FAILURE = 1 << 9,		/* with a colon: a reply that rejects */
	WORD_SENT = 1 << 10,		/* a reply that does not reject */
	WORD_ANY_PROTOCOL = 1 << 11 /* it may be HTTP's */
} WordKind;

extern int	word_before(const char *text, size_t offset);
extern int	last_word_before(const char *text, size_t offset);
extern int	mail_word_before(const char *text, size_t offset);
extern bool is_unit(const char *text, size_t length, size_t offset);

#endif							/* SMTPCODE_REPLY_WORDS_H */
