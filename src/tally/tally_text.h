/*
 * tally_text.h
 *	  The text form of a tally: a JSON object (RFC 8259) such as
 *	  {"4.2.2": 3, "5.1.1": 12}.
 *
 * Free of PostgreSQL.  The names are codes, in any order, and the values
 * positive integers, all written in one way only: names without escapes,
 * values without fraction and exponent.
 */
#ifndef SMTPCODE_TALLY_TEXT_H
#define SMTPCODE_TALLY_TEXT_H

#include <stddef.h>

#include "tally/tally_value.h"

typedef enum TallyTextFaultKind
{
	TALLY_TEXT_VALID,
	TALLY_TEXT_EMPTY,			/* there is nothing but white space */
	TALLY_TEXT_NO_OBJECT,		/* another character in place of { */
	TALLY_TEXT_NO_NAME,			/* another one where " begins a code */
	TALLY_TEXT_BAD_CODE,		/* what stands between quotes is none */
	TALLY_TEXT_NO_COLON,
	TALLY_TEXT_NO_COUNT,		/* no number after the colon */
	TALLY_TEXT_LEADING_ZERO,
	TALLY_TEXT_NOT_INTEGER,		/* fraction or exponent */
	TALLY_TEXT_OUT_OF_RANGE,	/* not from 1 to TALLY_COUNT_MAX */
	TALLY_TEXT_NO_COMMA,		/* neither comma nor } after a count */
	TALLY_TEXT_ENDS,			/* before the object does */
	TALLY_TEXT_TRAILING			/* goes on after the object */
} TallyTextFaultKind;

typedef struct TallyTextFault
{
	TallyTextFaultKind kind;
	size_t		offset;			/* of what is wrong, from 0 */
	size_t		length;			/* of the code or the count that is wrong */
} TallyTextFault;

/* A place in a text that is being read. */
typedef struct TallyTextReader
{
	const char *text;
	size_t		length;
	size_t		offset;			/* of what comes next; 0 at the start only */
	TallyTextFault fault;
} TallyTextReader;

extern bool tally_text_next(TallyTextReader *reader,
							int32_t *code, int64_t *count);

#endif							/* SMTPCODE_TALLY_TEXT_H */
