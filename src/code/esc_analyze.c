/*
 * esc_analyze.c
 *	  What ANALYZE keeps of a column of enhanced status codes.
 */
#include "postgres.h"

#include "commands/vacuum.h"

#include "base/compat.h"

PG_FUNCTION_INFO_V1(esc_typanalyze);

/*
 * A table has a few hundred different codes at most, and a few of them make up
 * most rows.  Room for this many times as many common values as usual holds
 * nearly all of them, and makes the estimate of any pattern a sum.  The planner
 * cannot interpolate between codes as it does between numbers.
 */
#define STATISTICS_FACTOR 4

/* The greatest target that a user can set; version 16 keeps it in 16 bits. */
#define STATISTICS_TARGET_MAX 10000

/*
 * esc_typanalyze
 *		The usual statistics, of more values, from the usual number of rows.  A
 *		target that the user has set for the column stands.
 */
Datum
esc_typanalyze(PG_FUNCTION_ARGS)
{
	VacAttrStats *stats = (VacAttrStats *) PG_GETARG_POINTER(0);
	bool		by_default = ATTSTATTARGET(stats) < 0;
	bool		result;

	if (by_default)
		ATTSTATTARGET(stats) = Min(default_statistics_target * STATISTICS_FACTOR,
								   STATISTICS_TARGET_MAX);
	result = std_typanalyze(stats);
	/* the number of rows is proportional to the target */
	if (by_default)
		stats->minrows = stats->minrows / ATTSTATTARGET(stats) *
			default_statistics_target;
	PG_RETURN_BOOL(result);
}
