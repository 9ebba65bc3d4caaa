/*
 * tally_value.h
 *	  The value behind the type esc_tally: how often each code occurred, as a
 *	  string of bytes.
 *
 * Free of PostgreSQL.  On disk and on the wire, for ever, a tally is the byte
 * 1, which is the version of this format, and for each code, in ascending
 * order, two numbers:
 *
 *		code - code before - 1, where 2 * 2^20 - 1 stands before the first
 *		count - 1
 *
 * A number is written in base 128, least significant digit first, one digit a
 * byte; all bytes but the last have their highest bit set, and the last is not
 * zero unless it is the only one.
 *
 * So a tally has one string of bytes: a code out of order, a code twice, a
 * count of zero cannot be written, and longer forms of a number are refused.
 * Nor is there a byte order to mind.  A count needs at most nine bytes, a code
 * three, but for one code of a tally at most, which needs four.
 */
#ifndef SMTPCODE_TALLY_VALUE_H
#define SMTPCODE_TALLY_VALUE_H

#include <stddef.h>

#include "code/code_value.h"

#define TALLY_VERSION	1
#define TALLY_COUNT_MAX INT64_MAX

/* The tally of no codes, the longest one of one code, and no tally is longer */
#define TALLY_EMPTY_SIZE 1
#define TALLY_OF_ONE_SIZE (1 + 4 + 9)
#define TALLY_SIZE_MAX	(1 + 1 + ESC_COUNT * (3 + 9))

typedef enum TallyFault
{
	TALLY_SOUND,
	TALLY_VERSION_UNKNOWN,
	TALLY_SHORT,				/* ends in a number, or between code and count */
	TALLY_LONG_NUMBER,			/* a number with more bytes than it needs */
	TALLY_BAD_CODE,
	TALLY_BAD_COUNT				/* greater than TALLY_COUNT_MAX */
} TallyFault;

/* A place in a tally that is being read. */
typedef struct TallyCursor
{
	int32_t		code;			/* as read last, with its count */
	int64_t		count;
	const uint8_t *at;			/* what comes next */
	const uint8_t *end;
	TallyFault	fault;
} TallyCursor;

/* A tally that is being written. */
typedef struct TallyWriter
{
	uint8_t    *bytes;			/* NULL to find out the length only */
	size_t		length;
	int32_t		code;			/* as written last */
} TallyWriter;

extern bool tally_open(TallyCursor *cursor, const void *bytes, size_t length);
extern bool tally_next(TallyCursor *cursor);
extern void tally_begin(TallyWriter *writer, void *bytes);
extern void tally_put(TallyWriter *writer, int32_t code, int64_t count);
extern bool tally_merge(TallyCursor *one, TallyCursor *other,
						TallyWriter *to);
extern bool tally_subtract(TallyCursor *from, TallyCursor *what,
						   TallyWriter *to);
extern bool tally_adjust(void *bytes, size_t length, int32_t code, int64_t by);

#endif							/* SMTPCODE_TALLY_VALUE_H */
