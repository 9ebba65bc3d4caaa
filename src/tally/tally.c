/*
 * tally.c
 *	  Reading and adding tallies that are stored, and what may go wrong.
 */
#include "postgres.h"

#include "code/code_datum.h"
#include "code/code_text.h"
#include "tally/tally.h"

/* Raise an error where the bytes of a stored tally are none. */
static void
check_fault(TallyFault fault)
{
	if (fault == TALLY_VERSION_UNKNOWN)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("value of type %s has an unknown version", "esc_tally"),
				 errhint("Upgrade the library of extension smtpcode to the version that wrote it.")));
	if (fault != TALLY_SOUND)
		raise_corrupt("esc_tally");
}

/*
 * Begin to read a tally.  What is read needs memory in proportion to its length
 * at most, so a corrupt one that is too long is refused here.
 */
void
tally_open_datum(TallyCursor *cursor, const EscTally *tally)
{
	if (VARSIZE_ANY_EXHDR(tally) > TALLY_SIZE_MAX)
		raise_corrupt("esc_tally");
	tally_open(cursor, VARDATA_ANY(tally), VARSIZE_ANY_EXHDR(tally));
	check_fault(cursor->fault);
}

/* Read the next code and its count; false at the end. */
bool
tally_next_checked(TallyCursor *cursor)
{
	if (tally_next(cursor))
		return true;
	check_fault(cursor->fault);
	return false;
}

/* Error 22003: the count of a code would become too large. */
void
tally_count_overflow(int32 code)
{
	char		name[ESC_TEXT_SIZE];

	esc_format(code, name);
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("count of code %s out of range", name),
			 errdetail("A count is at most %lld.",
					   (long long) TALLY_COUNT_MAX)));
}

/* A new tally, which may have as many bytes. */
static EscTally *
begin_tally(TallyWriter *writer, Size length)
{
	EscTally   *tally = palloc(VARHDRSZ + length);

	tally_begin(writer, VARDATA(tally));
	return tally;
}

/* The tally of one code. */
EscTally *
tally_of_one(int32 code, int64 count)
{
	TallyWriter writer;
	EscTally   *tally = begin_tally(&writer, TALLY_OF_ONE_SIZE);

	tally_put(&writer, code, count);
	SET_VARSIZE(tally, VARHDRSZ + writer.length);
	return tally;
}

/* The sum of two tallies; error 22003 where a count becomes too large. */
EscTally *
tally_sum(const EscTally *one, const EscTally *other)
{
	TallyWriter writer;
	EscTally   *sum;
	TallyCursor one_cursor;
	TallyCursor other_cursor;

	tally_open_datum(&one_cursor, one);
	tally_open_datum(&other_cursor, other);
	sum = begin_tally(&writer, VARSIZE_ANY_EXHDR(one) +
					  VARSIZE_ANY_EXHDR(other));
	if (!tally_merge(&one_cursor, &other_cursor, &writer))
		tally_count_overflow(other_cursor.code);
	check_fault(one_cursor.fault);
	check_fault(other_cursor.fault);
	SET_VARSIZE(sum, VARHDRSZ + writer.length);
	return sum;
}

/* The difference of two tallies, NULL where the first one is no sum with the second. */
EscTally *
tally_difference(const EscTally *from, const EscTally *what)
{
	TallyWriter writer;
	EscTally   *difference;
	TallyCursor from_cursor;
	TallyCursor what_cursor;
	bool		exists;

	tally_open_datum(&from_cursor, from);
	tally_open_datum(&what_cursor, what);
	difference = begin_tally(&writer, VARSIZE_ANY_EXHDR(from));
	exists = tally_subtract(&from_cursor, &what_cursor, &writer);
	check_fault(from_cursor.fault);
	check_fault(what_cursor.fault);
	SET_VARSIZE(difference, VARHDRSZ + writer.length);
	return exists ? difference : NULL;
}
