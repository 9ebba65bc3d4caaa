/*
 * word_scan.h
 *	  The words of a text, and where its clauses and sentences end.
 *
 * A word is a run of letters and digits, without case and accents; each Han
 * character, kana and Hangul syllable is one by itself.  Addresses, hosts, URLs,
 * paths and numbers are passed over.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_WORD_SCAN_H
#define SMTPCODE_WORD_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum TokenKind
{
	TOKEN_WORD,
	TOKEN_CLAUSE,				/* the end of a clause */
	TOKEN_SENTENCE,				/* the end of a sentence */
	TOKEN_NONE					/* the end of the text */
} TokenKind;

typedef struct WordToken
{
	TokenKind	kind;
	uint16_t	symbol;			/* of a word; 0 if no phrase has it */
	size_t		start;
	size_t		end;
} WordToken;

/*
 * The kinds of 64 bytes of a text, a bit for each.  What is behind the text counts
 * as blanks.
 */
typedef struct ByteWindow
{
	size_t		begin;
	size_t		until;			/* for what begins before it, enough is seen */
	uint64_t	breaks;			/* blanks, brackets: nothing begins with them */
	uint64_t	word;			/* letters and digits of ASCII */
	uint64_t	digits;
	uint64_t	periods;
	uint64_t	name;			/* what is shaped like host-1.example */
	uint64_t	local_part;		/* of an address */
	uint64_t	ends_word;		/* what ends a word for sure */
	uint64_t	high;			/* not ASCII */
} ByteWindow;

typedef struct WordScan
{
	const char *text;
	size_t		length;
	bool		is_utf8;
	size_t		at;
	/* what has been looked at: no text is looked through twice */
	size_t		no_address_until;
	size_t		no_name_until;
	size_t		interrupt_at;	/* when allow_interrupt() is due */
	ByteWindow	window;
} WordScan;

extern void word_scan_open(WordScan *scan, const char *text, size_t length,
						   bool is_utf8);
extern void word_scan_next(WordScan *scan, WordToken *token);

#endif							/* SMTPCODE_WORD_SCAN_H */
