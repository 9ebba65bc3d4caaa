/*
 * bounce_rate.c
 *	  The aggregate bounce_rate: which share of the codes is of class 5.
 *
 * The state is an array of two numbers, as that of avg(integer): how many
 * codes there were, and how many of them were of class 5.  Partial states are
 * combined by the server's int4_avg_combine, which adds both.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "code/code_datum.h"

PG_FUNCTION_INFO_V1(bounce_rate_accum);
PG_FUNCTION_INFO_V1(bounce_rate_accum_inv);
PG_FUNCTION_INFO_V1(bounce_rate_final);

typedef struct RateState
{
	int64		codes;
	int64		permanent;
} RateState;

/* The two numbers in the array; error 22023 for one that is no state. */
static RateState *
state_of_array(ArrayType *array)
{
	if (ARR_NDIM(array) != 1 || ARR_DIMS(array)[0] != 2 ||
		ARR_HASNULL(array) || ARR_ELEMTYPE(array) != INT8OID)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("expected bigint array of two elements")));
	return (RateState *) ARR_DATA_PTR(array);
}

/*
 * Count a code.  The state of an aggregate is modified in place, as nodeAgg.c
 * allows, anything else is copied.
 */
static Datum
count_code(FunctionCallInfo fcinfo, int32 code, int64 by)
{
	ArrayType  *array;
	RateState  *state;

	if (AggCheckCallContext(fcinfo, NULL))
		array = PG_GETARG_ARRAYTYPE_P(0);
	else
		array = PG_GETARG_ARRAYTYPE_P_COPY(0);
	state = state_of_array(array);
	state->codes += by;
	if (esc_class_of(code) == 5)
		state->permanent += by;
	PG_RETURN_ARRAYTYPE_P(array);
}

Datum
bounce_rate_accum(PG_FUNCTION_ARGS)
{
	return count_code(fcinfo, PG_GETARG_ESC(1), 1);
}

Datum
bounce_rate_accum_inv(PG_FUNCTION_ARGS)
{
	return count_code(fcinfo, PG_GETARG_ESC(1), -1);
}

/* The share, 0 to 1; NULL where there were no codes. */
Datum
bounce_rate_final(PG_FUNCTION_ARGS)
{
	RateState  *state = state_of_array(PG_GETARG_ARRAYTYPE_P(0));

	if (state->codes == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8((float8) state->permanent / (float8) state->codes);
}
