/*
 * tally_value.c
 *	  Reading, writing and adding tallies: one pass, no allocation.
 */
#include "tally/tally_value.h"

/* Seen from here, the first code follows this one. */
#define BEFORE_FIRST_CODE ((2 << 2 * ESC_PART_BITS) - 1)

#define DIGIT_BITS		7
#define DIGIT_MASK		((1 << DIGIT_BITS) - 1)
#define MORE_DIGITS		(1 << DIGIT_BITS)
#define DIGITS_MAX		9		/* of a number below 2^63 */

/*
 * tally_open
 *		Begin to read a tally; false if its version is none that we know, or
 *		there is none.
 */
bool
tally_open(TallyCursor *cursor, const void *bytes, size_t length)
{
	cursor->at = bytes;
	cursor->end = cursor->at + length;
	cursor->code = BEFORE_FIRST_CODE;
	cursor->count = 0;
	if (length == 0)
		cursor->fault = TALLY_SHORT;
	else if (*cursor->at++ != TALLY_VERSION)
		cursor->fault = TALLY_VERSION_UNKNOWN;
	else
		cursor->fault = TALLY_SOUND;
	return cursor->fault == TALLY_SOUND;
}

static bool
fail(TallyCursor *cursor, TallyFault fault)
{
	cursor->fault = fault;
	return false;
}

/*
 * Read a number of more than one digit.  What is too large for any use comes
 * out as INT64_MAX.
 */
static bool
read_long_number(TallyCursor *cursor, int64_t *number)
{
	int64_t		value = 0;

	for (int digits = 0; digits < DIGITS_MAX; digits++)
	{
		uint8_t		byte;

		if (cursor->at == cursor->end)
			return fail(cursor, TALLY_SHORT);
		byte = *cursor->at++;
		value |= (int64_t) (byte & DIGIT_MASK) << digits * DIGIT_BITS;
		if (!(byte & MORE_DIGITS))
		{
			if (byte == 0 && digits > 0)
				return fail(cursor, TALLY_LONG_NUMBER);
			*number = value;
			return true;
		}
	}
	*number = INT64_MAX;
	return true;
}

static inline bool
read_number(TallyCursor *cursor, int64_t *number)
{
	if (cursor->at < cursor->end && !(*cursor->at & MORE_DIGITS))
	{
		*number = *cursor->at++;
		return true;
	}
	return read_long_number(cursor, number);
}

/*
 * tally_next
 *		Read the next code and its count; false at the end and at a fault,
 *		which the cursor then has.
 */
bool
tally_next(TallyCursor *cursor)
{
	int64_t		skipped;
	int64_t		more;

	if (cursor->at == cursor->end || cursor->fault != TALLY_SOUND)
		return false;
	if (!read_number(cursor, &skipped))
		return false;
	if (skipped >= 4 << 2 * ESC_PART_BITS ||
		!esc_is_valid(cursor->code + 1 + (int32_t) skipped))
		return fail(cursor, TALLY_BAD_CODE);
	if (!read_number(cursor, &more))
		return false;
	if (more >= TALLY_COUNT_MAX)
		return fail(cursor, TALLY_BAD_COUNT);
	cursor->code += 1 + (int32_t) skipped;
	cursor->count = more + 1;
	return true;
}

/*
 * tally_begin
 *		Begin to write a tally of no codes, which takes one byte.
 */
void
tally_begin(TallyWriter *writer, void *bytes)
{
	writer->bytes = bytes;
	writer->length = 1;
	writer->code = BEFORE_FIRST_CODE;
	if (writer->bytes != NULL)
		writer->bytes[0] = TALLY_VERSION;
}

static inline void
write_number(TallyWriter *writer, int64_t number)
{
	bool		last;

	do
	{
		last = number <= DIGIT_MASK;
		if (writer->bytes != NULL)
			writer->bytes[writer->length] =
				(uint8_t) ((number & DIGIT_MASK) | (last ? 0 : MORE_DIGITS));
		writer->length++;
		number >>= DIGIT_BITS;
	} while (!last);
}

/*
 * tally_put
 *		Write the next code, which must be greater than the one before, and
 *		its count, which must be positive.
 */
void
tally_put(TallyWriter *writer, int32_t code, int64_t count)
{
	write_number(writer, code - writer->code - 1);
	write_number(writer, count - 1);
	writer->code = code;
}

/*
 * tally_merge
 *		Write the sum of two tallies; false where a count becomes too large:
 *		that of the code which the second tally is at.
 *
 * It ends early at a fault, which one of the cursors then has.  The sum has at
 * least one byte less than both have together: no code lies farther from the
 * one before it than in the tally that it comes from, and a sum has no more
 * digits than its summands.
 */
bool
tally_merge(TallyCursor *one, TallyCursor *other, TallyWriter *to)
{
	bool		more_one = tally_next(one);
	bool		more_other = tally_next(other);

	while (more_one || more_other)
	{
		bool		take_one = more_one && (!more_other || one->code <= other->code);
		bool		take_other = more_other && (!more_one || other->code <= one->code);
		int64_t		count = take_one ? one->count : 0;

		if (take_other)
		{
			if (other->count > TALLY_COUNT_MAX - count)
				return false;
			count += other->count;
		}
		tally_put(to, take_one ? one->code : other->code, count);
		if (take_one)
			more_one = tally_next(one);
		if (take_other)
			more_other = tally_next(other);
	}
	return true;
}

/*
 * tally_subtract
 *		Write the difference of two tallies; false where the first one lacks
 *		what the second one has.
 *
 * It ends early at a fault, which one of the cursors then has.  The difference
 * has no more bytes than the first tally: where codes drop out, the number of
 * those left out has no more digits than the numbers that were there.
 */
bool
tally_subtract(TallyCursor *from, TallyCursor *what, TallyWriter *to)
{
	bool		more = tally_next(what);

	while (tally_next(from))
	{
		int64_t		count = from->count;

		if (more && what->code <= from->code)
		{
			if (what->code < from->code || what->count > count)
				return false;
			count -= what->count;
			more = tally_next(what);
		}
		if (count > 0)
			tally_put(to, from->code, count);
	}
	return !more;
}

/* How many digits does a number have? */
static int
digits_of(int64_t number)
{
	int			digits = 1;

	while (number > DIGIT_MASK)
	{
		number >>= DIGIT_BITS;
		digits++;
	}
	return digits;
}

/*
 * tally_adjust
 *		Change the count of a code in place, where that changes nothing but
 *		the bytes of the count; false, and nothing done, otherwise.
 */
bool
tally_adjust(void *bytes, size_t length, int32_t code, int64_t by)
{
	TallyCursor cursor;
	TallyWriter writer;
	int64_t		count;
	int			digits;

	if (!tally_open(&cursor, bytes, length))
		return false;
	do
	{
		if (!tally_next(&cursor))
			return false;
	} while (cursor.code < code);
	if (cursor.code > code ||
		by > TALLY_COUNT_MAX - cursor.count || cursor.count + by < 1)
		return false;

	count = cursor.count + by;
	digits = digits_of(count - 1);
	if (digits != digits_of(cursor.count - 1))
		return false;
	writer.bytes = bytes;
	writer.length = (size_t) (cursor.at - writer.bytes) - (size_t) digits;
	write_number(&writer, count - 1);
	return true;
}
