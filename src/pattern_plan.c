/*
 * pattern_plan.c
 *	  What the planner is told of code <@ pattern: which comparisons it stands
 *	  for, so that ordinary indexes, partitions and statistics of the code
 *	  serve.
 *
 * A constant pattern on a plain column is rewritten into comparisons with the
 * first and last code of each run, early, so that everything that knows
 * comparisons (indexes of any kind, partition pruning, partial indexes) knows
 * patterns:
 *
 *		5.7.26		code = 5.7.26
 *		5.7.X		code >= 5.7.0 AND code <= 5.7.999
 *		5.X.1		esc_filter(code, 5.X.1) AND code >= 5.0.1 AND code <= 5.999.1
 *		X.1.1		esc_filter(code, X.1.1) AND code = ANY ({2.1.1,4.1.1,5.1.1})
 *		X.7.X		esc_filter(code, X.7.X) AND
 *						(code >= 5.7.0 AND code <= 5.7.999 OR ... 4.7.X OR ... 2.7.X)
 *
 * esc_filter is <@ itself, but left alone here.  For X.1.1 and X.7.X it says
 * nothing new: being cheap, it is tried first, and most rows of a sequential
 * scan fail it, instead of six comparisons.  These three shapes are rewritten
 * only where comparisons can be of use: <@ alone costs least.  X.X.1 has no
 * useful run.
 *
 * All other clauses (a parameter, a column of patterns, an expression in place
 * of the code) get an index condition: the bounds of the set, which are exact
 * where the class is fixed.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_index.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/pathnodes.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "parser/parsetree.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/relcache.h"
#include "utils/selfuncs.h"
#include "utils/syscache.h"
#include "utils/typcache.h"

#include "smtpcode.h"

PG_FUNCTION_INFO_V1(esc_matches_support);
PG_FUNCTION_INFO_V1(esc_filter_support);

/* A call of <@ or @>, or of the function behind it. */
typedef struct PatternClause
{
	Oid			funcid;			/* esc_matches or esc_pattern_matches */
	Oid			esc_type;
	Oid			pattern_type;
	int			code_arg;		/* which argument is the code, 0 or 1 */
	Node	   *code;
	Node	   *pattern;
} PatternClause;

/*
 * Take a clause apart.  The types come from the function itself: an argument's
 * own type may be a domain.
 */
static bool
get_clause(Oid funcid, List *args, PatternClause *clause)
{
	Oid		   *types;
	int			nargs;

	if (list_length(args) != 2)
		return false;
	get_func_signature(funcid, &types, &nargs);
	Assert(nargs == 2);
	clause->funcid = funcid;
	clause->code_arg = get_typlen(types[0]) == sizeof(int32) ? 0 : 1;
	clause->esc_type = types[clause->code_arg];
	clause->pattern_type = types[1 - clause->code_arg];
	clause->code = list_nth(args, clause->code_arg);
	clause->pattern = list_nth(args, 1 - clause->code_arg);
	return true;
}

static bool
is_pattern_constant(Node *node)
{
	return IsA(node, Const) && !((Const *) node)->constisnull;
}

static int64
pattern_constant(Node *node)
{
	return DatumGetPattern(((Const *) node)->constvalue);
}

/*
 * Another function of the extension, in the same schema as the one at hand, or
 * InvalidOid where the SQL version is older and lacks it.
 */
static Oid
sibling_function(Oid funcid, const char *name, int nargs, const Oid *types)
{
	oidvector  *signature = buildoidvector(types, nargs);
	Oid			result;

	result = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
							 CStringGetDatum(name),
							 PointerGetDatum(signature),
							 ObjectIdGetDatum(get_func_namespace(funcid)));
	pfree(signature);
	return result;
}

static Expr *
code_constant(PatternClause *clause, int32 code)
{
	return (Expr *) makeConst(clause->esc_type, -1, InvalidOid, sizeof(int32),
							  EscGetDatum(code), false, true);
}

/* code OP bound; the code may stand in several clauses, so it is copied */
static Expr *
comparison(PatternClause *clause, Oid opfamily, int strategy, Expr *bound)
{
	Oid			operator = get_opfamily_member(opfamily, clause->esc_type,
											   clause->esc_type, strategy);

	if (!OidIsValid(operator))
		return NULL;
	return make_opclause(operator, BOOLOID, false,
						 copyObject((Expr *) clause->code), bound,
						 InvalidOid, InvalidOid);
}

/*
 * The comparisons, to be joined by AND, for all codes from the smallest to the
 * largest of a set; NIL where the operator family has no such operators.
 */
static List *
run_conditions(PatternClause *clause, Oid opfamily, int64 pattern)
{
	int32		lower = pattern_lower(pattern);
	int32		upper = pattern_upper(pattern);
	Expr	   *from;
	Expr	   *to;

	if (lower == upper)
	{
		from = comparison(clause, opfamily, BTEqualStrategyNumber,
						  code_constant(clause, lower));
		return from ? list_make1(from) : NIL;
	}
	from = comparison(clause, opfamily, BTGreaterEqualStrategyNumber,
					  code_constant(clause, lower));
	to = comparison(clause, opfamily, BTLessEqualStrategyNumber,
					code_constant(clause, upper));
	return from && to ? list_make2(from, to) : NIL;
}

/* The set with its class fixed. */
static int64
with_class(int64 pattern, int32 class)
{
	PatternParts parts = pattern_parts(pattern);

	parts.class = class;
	return pattern_pack(parts);
}

/* code = ANY ({2.1.1,4.1.1,5.1.1}) */
static Expr *
one_in_each_class(PatternClause *clause, Oid opfamily, int64 pattern)
{
	Datum		codes[3];
	ArrayType  *array;
	ScalarArrayOpExpr *result = makeNode(ScalarArrayOpExpr);

	codes[0] = EscGetDatum(pattern_lower(with_class(pattern, 2)));
	codes[1] = EscGetDatum(pattern_lower(with_class(pattern, 4)));
	codes[2] = EscGetDatum(pattern_lower(with_class(pattern, 5)));
	array = construct_array(codes, 3, clause->esc_type, sizeof(int32), true,
							TYPALIGN_INT);

	result->opno = get_opfamily_member(opfamily, clause->esc_type,
									   clause->esc_type,
									   BTEqualStrategyNumber);
	result->opfuncid = get_opcode(result->opno);
	result->useOr = true;
	result->args = list_make2(copyObject(clause->code),
							  makeConst(get_array_type(clause->esc_type), -1,
										InvalidOid, -1, PointerGetDatum(array),
										false, false));
	result->location = -1;
	return (Expr *) result;
}

/* A run in each class, joined by OR; most bounces are of class 5. */
static Expr *
run_in_each_class(PatternClause *clause, Oid opfamily, int64 pattern)
{
	return makeBoolExpr(OR_EXPR,
						list_make3(make_andclause(run_conditions(clause, opfamily, with_class(pattern, 5))),
								   make_andclause(run_conditions(clause, opfamily, with_class(pattern, 4))),
								   make_andclause(run_conditions(clause, opfamily, with_class(pattern, 2)))),
						-1);
}

/* esc_filter(code, pattern), or NULL where the catalog lacks it */
static Expr *
filter_call(PatternClause *clause)
{
	Oid			types[2] = {clause->esc_type, clause->pattern_type};
	Oid			filter = sibling_function(clause->funcid, "esc_filter", 2, types);

	if (!OidIsValid(filter))
		return NULL;
	return (Expr *) makeFuncExpr(filter, BOOLOID,
								 list_make2(copyObject(clause->code),
											copyObject(clause->pattern)),
								 InvalidOid, InvalidOid,
								 COERCE_EXPLICIT_CALL);
}

/* Does an index have the column, or may its predicate be about it? */
static bool
index_has_column(Oid index, AttrNumber column)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	Form_pg_index form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for index %u", index);
	form = (Form_pg_index) GETSTRUCT(tuple);
	result = !heap_attisnull(tuple, Anum_pg_index_indpred, NULL);
	for (int i = 0; i < form->indnkeyatts && !result; i++)
		result = form->indkey.values[i] == column;
	ReleaseSysCache(tuple);
	return result;
}

/*
 * Can comparisons with the code do more than filter: is it a column of a table
 * that has partitions or children, or an index with that column?
 *
 * There is no planner at work (root is NULL) when the predicate of a partial
 * index is prepared, which is to be proved by comparisons.
 */
static bool
comparisons_can_help(PlannerInfo *root, Node *code)
{
	Var		   *var = (Var *) code;
	RangeTblEntry *table;
	Relation	relation;
	bool		result;
	ListCell   *index;

	if (root == NULL)
		return true;
	if (!IsA(code, Var) || var->varlevelsup > 0 ||
		var->varno > list_length(root->parse->rtable))
		return false;
	table = rt_fetch(var->varno, root->parse->rtable);
	if (table->rtekind != RTE_RELATION)
		return false;

	/* the planner holds a lock on it */
	relation = table_open(table->relid, NoLock);
	result = relation->rd_rel->relhassubclass;
	foreach(index, RelationGetIndexList(relation))
	{
		if (!result)
			result = index_has_column(lfirst_oid(index), var->varattno);
	}
	table_close(relation, NoLock);
	return result;
}

/*
 * The comparisons that a constant pattern on a plain column stands for, or NULL
 * to leave the clause as it is.
 *
 * The predicate of a partial index (root is NULL) goes without esc_filter,
 * which no comparison in a query could prove.
 */
static Node *
simplify(PlannerInfo *root, PatternClause *clause)
{
	int64		pattern;
	PatternParts parts;
	Node	   *code = clause->code;
	Oid			opfamily;
	List	   *conditions;
	Expr	   *filter;

	if (!is_pattern_constant(clause->pattern))
		return NULL;
	pattern = pattern_constant(clause->pattern);
	parts = pattern_parts(pattern);

	/* what stands for the code is repeated, so it has to cost nothing */
	while (IsA(code, RelabelType))
		code = (Node *) ((RelabelType *) code)->arg;
	if (!IsA(code, Var) && !IsA(code, Param))
		return NULL;

	opfamily = lookup_type_cache(clause->esc_type, TYPECACHE_BTREE_OPFAMILY)->btree_opf;
	conditions = run_conditions(clause, opfamily, pattern);
	if (conditions == NIL)
		return NULL;
	if (pattern_is_run(pattern))
		return (Node *) make_ands_explicit(conditions);

	filter = filter_call(clause);
	if (filter == NULL || !comparisons_can_help(root, code))
		return NULL;
	if (parts.subject == PATTERN_ANY)
	{
		if (parts.class == PATTERN_ANY)
			return NULL;
		return (Node *) make_ands_explicit(lcons(filter, conditions));
	}
	if (parts.first == parts.last)
		conditions = list_make1(one_in_each_class(clause, opfamily, pattern));
	else
		conditions = list_make1(run_in_each_class(clause, opfamily, pattern));
	if (root != NULL)
		conditions = lcons(filter, conditions);
	return (Node *) make_ands_explicit(conditions);
}

/* A bound of a set that is known at run time only: esc_pattern_lower(pattern) */
static Expr *
bound_call(PatternClause *clause, const char *name)
{
	Oid			function = sibling_function(clause->funcid, name, 1,
											&clause->pattern_type);

	if (!OidIsValid(function))
		return NULL;
	return (Expr *) makeFuncExpr(function, clause->esc_type,
								 list_make1(copyObject(clause->pattern)),
								 InvalidOid, InvalidOid,
								 COERCE_EXPLICIT_CALL);
}

/*
 * The index conditions for a clause that was not rewritten, or NIL.
 *
 * Only of btree and BRIN is it known what the strategy numbers mean.
 */
static List *
index_conditions(SupportRequestIndexCondition *request, PatternClause *clause)
{
	Expr	   *lower;
	Expr	   *upper;

	if (request->indexarg != clause->code_arg ||
		(request->index->relam != BTREE_AM_OID &&
		 request->index->relam != BRIN_AM_OID))
		return NIL;

	if (is_pattern_constant(clause->pattern))
	{
		int64		pattern = pattern_constant(clause->pattern);
		PatternParts parts = pattern_parts(pattern);

		if (parts.class == PATTERN_ANY && parts.subject == PATTERN_ANY &&
			!pattern_is_run(pattern))
			return NIL;
		request->lossy = !pattern_is_run(pattern);
		return run_conditions(clause, request->opfamily, pattern);
	}

	if (!is_pseudo_constant_for_index(request->root, clause->pattern,
									  request->index))
		return NIL;
	lower = bound_call(clause, "esc_pattern_lower");
	upper = bound_call(clause, "esc_pattern_upper");
	if (lower == NULL || upper == NULL)
		return NIL;
	lower = comparison(clause, request->opfamily, BTGreaterEqualStrategyNumber,
					   lower);
	upper = comparison(clause, request->opfamily, BTLessEqualStrategyNumber,
					   upper);
	request->lossy = true;
	return lower && upper ? list_make2(lower, upper) : NIL;
}

static List *
arguments(Node *node)
{
	if (IsA(node, OpExpr))
		return ((OpExpr *) node)->args;
	if (IsA(node, FuncExpr))
		return ((FuncExpr *) node)->args;
	return NIL;
}

/*
 * esc_matches_support
 *		Planner support of esc <@ esc_pattern and esc_pattern @> esc.
 */
Datum
esc_matches_support(PG_FUNCTION_ARGS)
{
	Node	   *request = (Node *) PG_GETARG_POINTER(0);
	Node	   *result = NULL;
	PatternClause clause;

	if (IsA(request, SupportRequestSimplify))
	{
		SupportRequestSimplify *simplification = (SupportRequestSimplify *) request;

		if (get_clause(simplification->fcall->funcid,
					   simplification->fcall->args, &clause))
			result = simplify(simplification->root, &clause);
	}
	else if (IsA(request, SupportRequestIndexCondition))
	{
		SupportRequestIndexCondition *condition = (SupportRequestIndexCondition *) request;

		if (get_clause(condition->funcid, arguments(condition->node), &clause))
			result = (Node *) index_conditions(condition, &clause);
	}
	PG_RETURN_POINTER(result);
}

/*
 * The share of the rows that match a pattern, by the column's statistics.
 */
static double
matching_share(SupportRequestSelectivity *request, PatternClause *clause,
			   Oid operator, int64 pattern)
{
	Const	   *constant = makeConst(clause->pattern_type, -1, InvalidOid,
									 sizeof(int64), PatternGetDatum(pattern),
									 false, FLOAT8PASSBYVAL);

	return generic_restriction_selectivity(request->root, operator, InvalidOid,
										   list_make2(clause->code, constant),
										   request->varRelid,
										   DEFAULT_MATCHING_SEL);
}

/*
 * esc_filter_support
 *		Planner support of esc_filter, which stands beside comparisons.
 *
 * Where these say all, it removes no further row.  Beside the bounds of 5.X.1
 * it leaves the share that 5.X.1 has in 5.X.X.
 */
Datum
esc_filter_support(PG_FUNCTION_ARGS)
{
	Node	   *node = (Node *) PG_GETARG_POINTER(0);
	SupportRequestSelectivity *request;
	PatternClause clause;
	PatternParts parts;
	Oid			operator;
	double		whole;

	if (!IsA(node, SupportRequestSelectivity))
		PG_RETURN_POINTER(NULL);
	request = (SupportRequestSelectivity *) node;
	if (!get_clause(request->funcid, request->args, &clause) ||
		!is_pattern_constant(clause.pattern))
		PG_RETURN_POINTER(NULL);

	request->selectivity = 1.0;
	parts = pattern_parts(pattern_constant(clause.pattern));
	if (parts.subject == PATTERN_ANY && !request->is_join)
	{
		operator = OpernameGetOprid(list_make2(makeString(get_namespace_name(get_func_namespace(request->funcid))),
											   makeString("<@")),
									clause.esc_type, clause.pattern_type);
		if (!OidIsValid(operator))
			PG_RETURN_POINTER(NULL);
		request->selectivity = matching_share(request, &clause, operator,
											  pattern_pack(parts));
		parts.first = 0;
		parts.last = ESC_PART_MAX;
		whole = matching_share(request, &clause, operator,
							   pattern_pack(parts));
		if (whole > 0)
			request->selectivity /= whole;
		CLAMP_PROBABILITY(request->selectivity);
	}
	PG_RETURN_POINTER(request);
}
