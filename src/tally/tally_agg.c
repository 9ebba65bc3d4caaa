/*
 * tally_agg.c
 *	  The aggregates tally_agg and tally_merge, and esc_tally + esc_tally.
 *
 * The state of the aggregates is a tally as any other, so that it may pass
 * between the processes of a parallel plan, and between servers.  It begins
 * flat, and becomes an expanded object if that pays.
 *
 * Called outside an aggregate, these functions return a new tally and leave
 * their arguments alone.
 */
#include "postgres.h"

#include "code/code_datum.h"
#include "tally/tally.h"
#include "tally/tally_expanded.h"

PG_FUNCTION_INFO_V1(tally_agg_accum);
PG_FUNCTION_INFO_V1(tally_agg_accum_inv);
PG_FUNCTION_INFO_V1(tally_agg_accum_weighted);
PG_FUNCTION_INFO_V1(tally_agg_accum_weighted_inv);
PG_FUNCTION_INFO_V1(tally_add);
PG_FUNCTION_INFO_V1(tally_add_inv);

/*
 * An expanded object has a memory context of its own, which costs some
 * kilobytes and some microseconds.  And a hash aggregate adds up the sizes of
 * all contexts below its own each time that a group begins.  So a tally is
 * expanded only where groups are few for the rows, or where it is so large
 * that to go through its bytes for each row would take long.
 */
#define CALLS_PER_GROUP 1024
#define FLAT_LENGTH_MAX 1024	/* bytes */

/* What the place that calls a function has seen of flat states. */
typedef struct CallSite
{
	uint64		calls;
	uint64		groups;			/* those calls that met an empty tally */
} CallSite;

static bool
pays_to_expand(FunctionCallInfo fcinfo)
{
	CallSite   *site = fcinfo->flinfo->fn_extra;
	Size		length = VARSIZE_ANY_EXHDR(PG_GETARG_POINTER(0));

	if (site == NULL)
	{
		site = MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt, sizeof(CallSite));
		fcinfo->flinfo->fn_extra = site;
	}
	site->calls++;
	if (length <= TALLY_EMPTY_SIZE)
		site->groups++;
	return length > FLAT_LENGTH_MAX ||
		site->calls > site->groups * CALLS_PER_GROUP;
}

/* Add a tally to an expanded one. */
static void
add_to_expanded(ExpandedTally *to, const EscTally *tally)
{
	TallyCursor cursor;

	tally_open_datum(&cursor, tally);
	while (tally_next_checked(&cursor))
	{
		if (!expanded_tally_add(to, cursor.code, cursor.count))
			tally_count_overflow(cursor.code);
	}
}

/*
 * The first argument, if it is an expanded tally that may be modified, or it
 * is the state of an aggregate and is to be one; else NULL.
 */
static ExpandedTally *
expanded_state(FunctionCallInfo fcinfo)
{
	ExpandedTally *state = expanded_tally_of(PG_GETARG_DATUM(0));
	MemoryContext context;

	if (state == NULL && AggCheckCallContext(fcinfo, &context) &&
		pays_to_expand(fcinfo))
	{
		state = expanded_tally_create(context);
		add_to_expanded(state, PG_GETARG_TALLY_PP(0));
	}
	return state;
}

/*
 * Change a count of the first argument in place, if it is the flat state of an
 * aggregate; false, and nothing done, where that is impossible.
 */
static bool
adjust_state(FunctionCallInfo fcinfo, int32 code, int64 by)
{
	struct varlena *state = (struct varlena *) PG_GETARG_POINTER(0);

	return AggCheckCallContext(fcinfo, NULL) &&
		!VARATT_IS_EXTENDED(state) &&
		tally_adjust(VARDATA(state), VARSIZE(state) - VARHDRSZ, code, by);
}

static Datum
add_code(FunctionCallInfo fcinfo, int32 code, int64 count)
{
	ExpandedTally *state = expanded_state(fcinfo);

	if (state != NULL)
	{
		if (!expanded_tally_add(state, code, count))
			tally_count_overflow(code);
		return expanded_tally_datum(state);
	}
	if (adjust_state(fcinfo, code, count))
		return PG_GETARG_DATUM(0);
	PG_RETURN_TALLY(tally_sum(PG_GETARG_TALLY_PP(0), tally_of_one(code, count)));
}

/*
 * What was added last need not be what is taken away, but it has been added:
 * NULL, at which the aggregate begins anew, is not to be expected.
 */
static Datum
subtract_code(FunctionCallInfo fcinfo, int32 code, int64 count)
{
	ExpandedTally *state = expanded_tally_of(PG_GETARG_DATUM(0));
	EscTally   *difference;

	if (state != NULL)
	{
		if (!expanded_tally_subtract(state, code, count))
			PG_RETURN_NULL();
		return expanded_tally_datum(state);
	}
	if (adjust_state(fcinfo, code, -count))
		return PG_GETARG_DATUM(0);
	difference = tally_difference(PG_GETARG_TALLY_PP(0),
								  tally_of_one(code, count));
	if (difference == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TALLY(difference);
}

/* The weight of a row; error 22023 where it is negative. */
static int64
get_weight(FunctionCallInfo fcinfo)
{
	int64		weight = PG_GETARG_INT64(2);

	if (weight < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("weight of a code must not be negative: %lld",
						(long long) weight)));
	return weight;
}

/* tally_agg(esc): one more of the code; error 22003 for an overflow. */
Datum
tally_agg_accum(PG_FUNCTION_ARGS)
{
	return add_code(fcinfo, PG_GETARG_ESC(1), 1);
}

Datum
tally_agg_accum_inv(PG_FUNCTION_ARGS)
{
	return subtract_code(fcinfo, PG_GETARG_ESC(1), 1);
}

/*
 * tally_agg(esc, bigint): as many more of the code; error 22003 for an
 * overflow, 22023 for a negative weight.
 */
Datum
tally_agg_accum_weighted(PG_FUNCTION_ARGS)
{
	int64		weight = get_weight(fcinfo);

	if (weight == 0)
		return PG_GETARG_DATUM(0);
	return add_code(fcinfo, PG_GETARG_ESC(1), weight);
}

Datum
tally_agg_accum_weighted_inv(PG_FUNCTION_ARGS)
{
	int64		weight = get_weight(fcinfo);

	if (weight == 0)
		return PG_GETARG_DATUM(0);
	return subtract_code(fcinfo, PG_GETARG_ESC(1), weight);
}

/*
 * tally_add
 *		esc_tally + esc_tally, tally_merge, and how the aggregates combine;
 *		error 22003 where a count becomes too large.
 */
Datum
tally_add(PG_FUNCTION_ARGS)
{
	ExpandedTally *state = expanded_state(fcinfo);
	EscTally   *other = PG_GETARG_TALLY_PP(1);

	if (state != NULL)
	{
		add_to_expanded(state, other);
		return expanded_tally_datum(state);
	}
	PG_RETURN_TALLY(tally_sum(PG_GETARG_TALLY_PP(0), other));
}

/* The inverse, for moving frames: NULL as in subtract_code. */
Datum
tally_add_inv(PG_FUNCTION_ARGS)
{
	ExpandedTally *state = expanded_tally_of(PG_GETARG_DATUM(0));
	EscTally   *other = PG_GETARG_TALLY_PP(1);
	EscTally   *difference;

	if (state != NULL)
	{
		TallyCursor cursor;

		tally_open_datum(&cursor, other);
		while (tally_next_checked(&cursor))
		{
			if (!expanded_tally_subtract(state, cursor.code, cursor.count))
				PG_RETURN_NULL();
		}
		return expanded_tally_datum(state);
	}
	difference = tally_difference(PG_GETARG_TALLY_PP(0), other);
	if (difference == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TALLY(difference);
}
