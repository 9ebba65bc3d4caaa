/*
 * classify_plan.c
 *	  What the planner is told of the functions about a bounce: reading a
 *	  diagnostic costs much more than looking up code, reply and provider.
 */
#include "postgres.h"

#include "fmgr.h"

#include "access/htup_details.h"
#include "catalog/pg_proc.h"
#include "nodes/primnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/syscache.h"

#include "base/compat.h"

PG_FUNCTION_INFO_V1(bounce_support);

/* Reading a diagnostic, in units of cpu_operator_cost, as COST is given. */
#define DIAGNOSTIC_COST 100

/* Which argument is the diagnostic. */
#define DIAGNOSTIC_ARGUMENT 3

/* May a call be given a diagnostic that is not NULL? */
static bool
has_diagnostic(Node *call)
{
	Node	   *argument;

	if (call == NULL || !IsA(call, FuncExpr) ||
		list_length(((FuncExpr *) call)->args) <= DIAGNOSTIC_ARGUMENT)
		return false;
	argument = list_nth(((FuncExpr *) call)->args, DIAGNOSTIC_ARGUMENT);
	return !IsA(argument, Const) || !((Const *) argument)->constisnull;
}

/* The COST of a function as it was declared, or as somebody altered it. */
static Cost
declared_cost(Oid function)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	Cost		cost;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", function);
	cost = ((Form_pg_proc) GETSTRUCT(tuple))->procost;
	ReleaseSysCache(tuple);
	return cost;
}

/*
 * bounce_support
 *		Planner support of the functions of (code, reply, provider, diagnostic).
 */
Datum
bounce_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	SupportRequestCost *cost;

	if (!IsA(request, SupportRequestCost))
		PG_RETURN_POINTER(NULL);
	cost = (SupportRequestCost *) request;
	cost->startup = 0;
	cost->per_tuple = declared_cost(cost->funcid);
	if (has_diagnostic(cost->node))
		cost->per_tuple += DIAGNOSTIC_COST;
	cost->per_tuple *= cpu_operator_cost;
	PG_RETURN_POINTER(cost);
}
