/*
 * pattern_plan.c
 *	  What the planner is told of code <@ pattern: which comparisons it stands
 *	  for, so that ordinary indexes, partitions and statistics of the code
 *	  serve.
 *
 * A constant pattern on a column of a table is rewritten into comparisons with
 * the first and last code of each run, early, so that everything that knows
 * comparisons (indexes of any kind, partition pruning, partial indexes) knows
 * patterns:
 *
 *		5.7.26		code = 5.7.26
 *		5.7.X		code >= 5.7.0 AND code <= 5.7.999
 *		X.1.1		code = ANY ({2.1.1,4.1.1,5.1.1})
 *		X.7.X		code >= 5.7.0 AND code <= 5.7.999 OR ... 4.7.X OR ... 2.7.X
 *		5.X.1		esc_filter(code, 5.X.1) AND code >= 5.0.1 AND code <= 5.999.1
 *
 * esc_filter is <@ itself, but left alone here.  The last three shapes are
 * rewritten only where comparisons can be of use, since <@ alone is cheaper to
 * evaluate.  X.X.1 has no useful run.
 *
 * All other clauses (a parameter, a column of patterns, an expression in place
 * of the code) get an index condition: the bounds of the set, which are exact
 * where the class is fixed.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "catalog/pg_class.h"
#include "catalog/pg_index.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_operator.h"
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

#include "code/code_datum.h"
#include "code/pattern_value.h"

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
	/* a code takes four bytes, a pattern eight */
	clause->code_arg = get_typlen(types[0]) == sizeof(int32) ? 0 : 1;
	clause->esc_type = types[clause->code_arg];
	clause->pattern_type = types[1 - clause->code_arg];
	clause->code = list_nth(args, clause->code_arg);
	clause->pattern = list_nth(args, 1 - clause->code_arg);
	return true;
}

static int64
pattern_constant(Node *node)
{
	return DatumGetPattern(((Const *) node)->constvalue);
}

/* A value that is no pattern is left to <@, which raises the error. */
static bool
is_pattern_constant(Node *node)
{
	return IsA(node, Const) && !((Const *) node)->constisnull &&
		pattern_is_valid(pattern_constant(node));
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

/*
 * code OP bound, with the operator of the default btree family; the code may
 * stand in several clauses, so it is copied.
 */
static Expr *
comparison(PatternClause *clause, int strategy, Expr *bound)
{
	Oid			opfamily;

	opfamily = lookup_type_cache(clause->esc_type,
								 TYPECACHE_BTREE_OPFAMILY)->btree_opf;
	return make_opclause(get_opfamily_member(opfamily, clause->esc_type,
											 clause->esc_type, strategy),
						 BOOLOID, false,
						 copyObject((Expr *) clause->code), bound,
						 InvalidOid, InvalidOid);
}

/*
 * The comparisons, to be joined by AND, for all codes from the smallest to the
 * largest of a set.
 */
static List *
run_conditions(PatternClause *clause, int64 pattern)
{
	int32		lower = pattern_lower(pattern);
	int32		upper = pattern_upper(pattern);

	if (lower == upper)
		return list_make1(comparison(clause, BTEqualStrategyNumber,
									 code_constant(clause, lower)));
	return list_make2(comparison(clause, BTGreaterEqualStrategyNumber,
								 code_constant(clause, lower)),
					  comparison(clause, BTLessEqualStrategyNumber,
								 code_constant(clause, upper)));
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
one_in_each_class(PatternClause *clause, int64 pattern)
{
	Datum		codes[3];
	ArrayType  *array;
	ScalarArrayOpExpr *result = makeNode(ScalarArrayOpExpr);

	result->opno = lookup_type_cache(clause->esc_type, TYPECACHE_EQ_OPR)->eq_opr;
	result->opfuncid = get_opcode(result->opno);
	result->useOr = true;
	result->location = -1;

	codes[0] = EscGetDatum(pattern_lower(with_class(pattern, 2)));
	codes[1] = EscGetDatum(pattern_lower(with_class(pattern, 4)));
	codes[2] = EscGetDatum(pattern_lower(with_class(pattern, 5)));
	array = construct_array(codes, 3, clause->esc_type, sizeof(int32), true,
							TYPALIGN_INT);

	result->args = list_make2(copyObject(clause->code),
							  makeConst(get_array_type(clause->esc_type), -1,
										InvalidOid, -1, PointerGetDatum(array),
										false, false));
	return (Expr *) result;
}

/* A run in each class, joined by OR; most bounces are of class 5. */
static Expr *
run_in_each_class(PatternClause *clause, int64 pattern)
{
	static const int32 classes[] = {5, 4, 2};
	List	   *runs = NIL;

	for (int i = 0; i < (int) lengthof(classes); i++)
		runs = lappend(runs, make_andclause(run_conditions(clause, with_class(pattern, classes[i]))));
	return makeBoolExpr(OR_EXPR, runs, -1);
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

/*
 * The table that the code is a column of, or NULL.  There is no planner at work
 * (root is NULL) when an index expression or the predicate of a partial index
 * is prepared.
 */
static RangeTblEntry *
table_of(PlannerInfo *root, Var *code)
{
	RangeTblEntry *table;

	if (code->varlevelsup > 0 || IS_SPECIAL_VARNO(code->varno) ||
		(int) code->varno > list_length(root->parse->rtable))
		return NULL;
	table = rt_fetch(code->varno, root->parse->rtable);
	return table->rtekind == RTE_RELATION ? table : NULL;
}

/* Has the index the column, or an expression or predicate that may be of it? */
static bool
index_may_have(Oid index, AttrNumber column)
{
	HeapTuple	tuple = SearchSysCache1(INDEXRELID, ObjectIdGetDatum(index));
	Form_pg_index form;
	bool		result;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for index %u", index);
	form = (Form_pg_index) GETSTRUCT(tuple);
	result = !heap_attisnull(tuple, Anum_pg_index_indpred, NULL) ||
		!heap_attisnull(tuple, Anum_pg_index_indexprs, NULL);
	for (int i = 0; i < form->indnkeyatts && !result; i++)
		result = form->indkey.values[i] == column;
	ReleaseSysCache(tuple);
	return result;
}

/*
 * Can comparisons with a column do more than filter: has its table partitions
 * or children, or an index that the column may be in?
 *
 * A CHECK constraint that the planner weighs up for another table of the query
 * comes here with that table's number on the column, and may stay as it is.
 */
static bool
comparisons_can_help(RangeTblEntry *table, AttrNumber column)
{
	Relation	relation = table_open(table->relid, NoLock);	/* planner's lock */
	bool		result = relation->rd_rel->relhassubclass;
	List	   *indexes = RelationGetIndexList(relation);
	ListCell   *index;

	foreach(index, indexes)
	{
		if (result)
			break;
		result = index_may_have(lfirst_oid(index), column);
	}
	list_free(indexes);
	table_close(relation, NoLock);
	return result;
}

/*
 * Are there foreign tables among the partitions and children?  postgres_fdw
 * sends no array of our type, so that these need other comparisons.
 */
static bool
has_foreign_children(Oid table)
{
	List	   *children;
	ListCell   *child;
	bool		result = false;

	if (!has_subclass(table))
		return false;
	children = find_all_inheritors(table, NoLock, NULL);
	foreach(child, children)
		result |= get_rel_relkind(lfirst_oid(child)) == RELKIND_FOREIGN_TABLE;
	list_free(children);
	return result;
}

/*
 * The comparisons that a constant pattern on a column of a table stands for, or
 * NULL to leave the clause as it is.
 *
 * Only a column is repeated at no cost.  One of a subquery may yet be replaced
 * by the expression that it stands for.
 */
static Node *
simplify(PlannerInfo *root, PatternClause *clause)
{
	int64		pattern;
	PatternParts parts;
	Node	   *code = clause->code;
	RangeTblEntry *table = NULL;
	Expr	   *filter;

	if (!is_pattern_constant(clause->pattern))
		return NULL;
	pattern = pattern_constant(clause->pattern);
	parts = pattern_parts(pattern);

	while (IsA(code, RelabelType))
		code = (Node *) ((RelabelType *) code)->arg;
	if (!IsA(code, Var))
		return NULL;
	if (root != NULL)
	{
		table = table_of(root, (Var *) code);
		if (table == NULL)
			return NULL;
	}

	if (pattern_is_run(pattern))
		return (Node *) make_ands_explicit(run_conditions(clause, pattern));
	if (parts.class == PATTERN_ANY && parts.subject == PATTERN_ANY)
		return NULL;
	if (table != NULL && !comparisons_can_help(table, ((Var *) code)->varattno))
		return NULL;

	if (parts.subject == PATTERN_ANY)
	{
		filter = filter_call(clause);
		return filter == NULL ? NULL :
			(Node *) make_ands_explicit(lcons(filter, run_conditions(clause, pattern)));
	}
	if (parts.first == parts.last &&
		!(table != NULL && has_foreign_children(table->relid)))
		return (Node *) one_in_each_class(clause, pattern);
	return (Node *) run_in_each_class(clause, pattern);
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
 * The index conditions for a clause that was not rewritten, or NIL where the
 * operator family of the index does not have the operators.
 */
static List *
index_conditions(SupportRequestIndexCondition *request, PatternClause *clause)
{
	List	   *conditions;
	ListCell   *condition;

	if (request->indexarg != clause->code_arg)
		return NIL;

	if (is_pattern_constant(clause->pattern))
	{
		int64		pattern = pattern_constant(clause->pattern);
		PatternParts parts = pattern_parts(pattern);

		if (parts.class == PATTERN_ANY && parts.subject == PATTERN_ANY &&
			!pattern_is_run(pattern))
			return NIL;
		request->lossy = !pattern_is_run(pattern);
		conditions = run_conditions(clause, pattern);
	}
	else
	{
		Expr	   *lower;
		Expr	   *upper;

		if (!is_pseudo_constant_for_index(request->root, clause->pattern,
										  request->index))
			return NIL;
		lower = bound_call(clause, "esc_pattern_lower");
		upper = bound_call(clause, "esc_pattern_upper");
		if (lower == NULL || upper == NULL)
			return NIL;
		request->lossy = true;
		conditions = list_make2(comparison(clause, BTGreaterEqualStrategyNumber, lower),
								comparison(clause, BTLessEqualStrategyNumber, upper));
	}

	foreach(condition, conditions)
	{
		if (!op_in_opfamily(((OpExpr *) lfirst(condition))->opno,
							request->opfamily))
			return NIL;
	}
	return conditions;
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

/* <@ in the schema of the function at hand, or InvalidOid. */
static Oid
matches_operator(PatternClause *clause)
{
	return GetSysCacheOid4(OPERNAMENSP, Anum_pg_operator_oid,
						   CStringGetDatum("<@"),
						   ObjectIdGetDatum(clause->esc_type),
						   ObjectIdGetDatum(clause->pattern_type),
						   ObjectIdGetDatum(get_func_namespace(clause->funcid)));
}

/* The share of the rows that match a pattern, by the column's statistics. */
static double
matching_share(SupportRequestSelectivity *request, PatternClause *clause,
			   Oid operator, PatternParts parts)
{
	Const	   *constant = makeConst(clause->pattern_type, -1, InvalidOid,
									 sizeof(int64),
									 PatternGetDatum(pattern_pack(parts)),
									 false, FLOAT8PASSBYVAL);

	return generic_restriction_selectivity(request->root, operator, InvalidOid,
										   list_make2(clause->code, constant),
										   request->varRelid,
										   DEFAULT_MATCHING_SEL);
}

/*
 * esc_filter_support
 *		Planner support of esc_filter, which stands beside the bounds of 5.X.1:
 *		it leaves the share that 5.X.1 has in 5.X.X.
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
	if (request->is_join ||
		!get_clause(request->funcid, request->args, &clause) ||
		!is_pattern_constant(clause.pattern))
		PG_RETURN_POINTER(NULL);
	operator = matches_operator(&clause);
	if (!OidIsValid(operator))
		PG_RETURN_POINTER(NULL);

	parts = pattern_parts(pattern_constant(clause.pattern));
	request->selectivity = matching_share(request, &clause, operator, parts);
	parts.first = 0;
	parts.last = ESC_PART_MAX;
	whole = matching_share(request, &clause, operator, parts);
	if (whole > 0)
		request->selectivity /= whole;
	CLAMP_PROBABILITY(request->selectivity);
	PG_RETURN_POINTER(request);
}
