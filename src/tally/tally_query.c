/*
 * tally_query.c
 *	  What a tally says: totals, counts and rates of patterns, and its codes.
 */
#include "postgres.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/tuplestore.h"

#include "base/composite.h"
#include "code/code_datum.h"
#include "code/pattern_value.h"
#include "tally/tally.h"

PG_FUNCTION_INFO_V1(tally_total);
PG_FUNCTION_INFO_V1(tally_count);
PG_FUNCTION_INFO_V1(tally_rate);
PG_FUNCTION_INFO_V1(tally_each);
PG_FUNCTION_INFO_V1(tally_top);

#define ENTRY_COLUMNS	2
#define ALL_CODES		PATTERN_PACK(PATTERN_ANY, PATTERN_ANY, 0, ESC_PART_MAX)

typedef struct TallyEntry
{
	int32		code;
	int64		count;
} TallyEntry;

/*
 * The counts of the codes that match, added up; error 22003 where the sum is
 * too large for a bigint.
 */
static int64
sum_of_counts(const EscTally *tally, int64 pattern)
{
	TallyCursor cursor;
	int64		sum = 0;

	tally_open_datum(&cursor, tally);
	while (tally_next_checked(&cursor))
	{
		if (!pattern_matches(pattern, cursor.code))
			continue;
		if (cursor.count > PG_INT64_MAX - sum)
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("bigint out of range"),
					 errdetail("The counts of a tally add up to more than %lld.",
							   (long long) PG_INT64_MAX)));
		sum += cursor.count;
	}
	return sum;
}

/* The sum of all counts. */
Datum
tally_total(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(sum_of_counts(PG_GETARG_TALLY_PP(0), ALL_CODES));
}

/* The sum of the counts of the codes that match the pattern. */
Datum
tally_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(sum_of_counts(PG_GETARG_TALLY_PP(0), PG_GETARG_PATTERN(1)));
}

/*
 * tally_rate
 *		The share, 0 to 1, of the codes that match the pattern; NULL for an
 *		empty tally.
 *
 * The sums are taken as float8, which holds those below 2^53 exactly and does
 * not overflow.
 */
Datum
tally_rate(PG_FUNCTION_ARGS)
{
	int64		pattern = PG_GETARG_PATTERN(1);
	TallyCursor cursor;
	float8		matching = 0;
	float8		total = 0;

	tally_open_datum(&cursor, PG_GETARG_TALLY_PP(0));
	while (tally_next_checked(&cursor))
	{
		total += (float8) cursor.count;
		if (pattern_matches(pattern, cursor.code))
			matching += (float8) cursor.count;
	}
	if (total == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(matching / total);
}

/* Add a row to the result. */
static void
put_entry(ReturnSetInfo *result, int32 code, int64 count)
{
	Datum		values[ENTRY_COLUMNS];
	bool		nulls[ENTRY_COLUMNS] = {false};

	values[0] = EscGetDatum(code);
	values[1] = Int64GetDatum(count);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* The codes and their counts, in the order of the codes. */
Datum
tally_each(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = composite_result_rows(fcinfo, ENTRY_COLUMNS);
	TallyCursor cursor;

	tally_open_datum(&cursor, PG_GETARG_TALLY_PP(0));
	while (tally_next_checked(&cursor))
	{
		CHECK_FOR_INTERRUPTS();
		put_entry(result, cursor.code, cursor.count);
	}
	return (Datum) 0;
}

/* Greater counts come first, then smaller codes. */
static int
compare_entries(const void *a, const void *b)
{
	const TallyEntry *one = a;
	const TallyEntry *other = b;

	if (one->count != other->count)
		return one->count > other->count ? -1 : 1;
	return one->code - other->code;
}

/*
 * tally_top
 *		The codes with the greatest counts, as many as asked for, greatest
 *		first; codes with equal counts in their own order.
 *
 * Error 22023 for a negative number.
 */
Datum
tally_top(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = composite_result_rows(fcinfo, ENTRY_COLUMNS);
	EscTally   *tally = PG_GETARG_TALLY_PP(0);
	int32		limit = PG_GETARG_INT32(1);
	TallyCursor cursor;
	TallyEntry *entries;
	int			codes = 0;

	if (limit < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of codes must not be negative: %d", limit)));

	tally_open_datum(&cursor, tally);
	/* A code takes two bytes at least. */
	entries = palloc(VARSIZE_ANY_EXHDR(tally) / 2 * sizeof(TallyEntry));
	while (tally_next_checked(&cursor))
	{
		entries[codes].code = cursor.code;
		entries[codes++].count = cursor.count;
	}
	qsort(entries, codes, sizeof(TallyEntry), compare_entries);
	for (int i = 0; i < codes && i < limit; i++)
	{
		CHECK_FOR_INTERRUPTS();
		put_entry(result, entries[i].code, entries[i].count);
	}
	return (Datum) 0;
}
