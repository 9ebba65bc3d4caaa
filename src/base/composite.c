/*
 * composite.c
 *	  Rows as the results of functions that return a named composite type.
 */
#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"

#include "base/compat.h"
#include "base/composite.h"

/* The header of a row, and what a column takes besides its text, with margin */
#define ROW_OVERHEAD	64
#define COLUMN_OVERHEAD 16

/* Row types only ever grow at their end: the library must know all columns. */
static void
check_columns(TupleDesc desc, int columns)
{
	if (desc->natts > columns)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("the library of extension smtpcode is older than its SQL objects"),
				 errhint("Install the library of the version that pg_extension shows.")));
}

/*
 * composite_result_desc
 *		The row type that the function at hand is declared to return, kept for
 *		as long as the place that calls it.
 *
 * A library that knows more columns than the SQL version fills those it has.
 */
TupleDesc
composite_result_desc(FunctionCallInfo fcinfo, int columns)
{
	MemoryContext old;
	TupleDesc	desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "function %u does not return a row",
			 fcinfo->flinfo->fn_oid);
	check_columns(desc, columns);

	old = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);
	desc = BlessTupleDesc(CreateTupleDescCopy(desc));
	MemoryContextSwitchTo(old);
	return desc;
}

/*
 * composite_result_rows
 *		The same for a function that returns rows: where to store them.
 */
ReturnSetInfo *
composite_result_rows(FunctionCallInfo fcinfo, int columns)
{
	ReturnSetInfo *result;

	InitMaterializedSRF(fcinfo, 0);
	result = (ReturnSetInfo *) fcinfo->resultinfo;
	check_columns(result->setDesc, columns);
	return result;
}

/*
 * composite_check_size
 *		Error 54000 where the columns together are longer than a row may be,
 *		which is no longer than a text.
 *
 * The server would say that a request of memory is invalid.
 */
void
composite_check_size(TupleDesc desc, const Datum *values, const bool *nulls)
{
	Size		size = ROW_OVERHEAD;

	for (int i = 0; i < desc->natts; i++)
	{
		size += COLUMN_OVERHEAD;
		if (!nulls[i] && TupleDescAttr(desc, i)->attlen == -1)
			size += VARSIZE_ANY(DatumGetPointer(values[i]));
	}
	if (size > MaxAllocSize)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("row of type %s is too long",
						format_type_be(desc->tdtypeid)),
				 errdetail("Its columns take %zu bytes; a row takes at most %zu.",
						   size, (Size) MaxAllocSize),
				 errhint("Shorten the text, with left() for example.")));
}
