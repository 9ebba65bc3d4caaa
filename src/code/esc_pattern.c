/*
 * esc_pattern.c
 *	  The type esc_pattern: a set of enhanced status codes, such as 5.7.X,
 *	  X.1.1 or 5.7.606-649, and what matches it.
 *
 * Comparison, sorting and hashing are int8's own functions: the install
 * script names them directly.  pattern_plan.c tells the planner what these
 * operators mean.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/formatting.h"
#include "utils/tuplestore.h"

#include "code/code_datum.h"
#include "code/code_fault.h"
#include "code/code_text.h"
#include "code/pattern_value.h"

PG_FUNCTION_INFO_V1(esc_pattern_in);
PG_FUNCTION_INFO_V1(esc_pattern_out);
PG_FUNCTION_INFO_V1(esc_pattern_recv);
PG_FUNCTION_INFO_V1(esc_pattern_send);
PG_FUNCTION_INFO_V1(esc_pattern_try);
PG_FUNCTION_INFO_V1(esc_pattern_from_esc);
PG_FUNCTION_INFO_V1(make_esc_pattern);
PG_FUNCTION_INFO_V1(esc_condition);
PG_FUNCTION_INFO_V1(esc_trunc);
PG_FUNCTION_INFO_V1(esc_pattern_specificity);
PG_FUNCTION_INFO_V1(esc_pattern_lower);
PG_FUNCTION_INFO_V1(esc_pattern_upper);
PG_FUNCTION_INFO_V1(esc_pattern_ranges);
PG_FUNCTION_INFO_V1(esc_matches);
PG_FUNCTION_INFO_V1(esc_pattern_matches);
PG_FUNCTION_INFO_V1(esc_pattern_contains);
PG_FUNCTION_INFO_V1(esc_pattern_contained);
PG_FUNCTION_INFO_V1(esc_pattern_overlaps);
PG_FUNCTION_INFO_V1(esc_matches_any);

/* What is wrong with the text, as an error's DETAIL. */
static int
errdetail_for_fault(const CodeFault *fault)
{
	if (fault->kind == CODE_BAD_CLASS)
		return errdetail("The class must be 2, 4, 5 or X.");
	if (fault->kind == CODE_NOT_DIGIT)
		return errdetail("Each part must be a number or X, but character %d begins neither.",
						 (int) fault->offset + 1);
	if (fault->kind == CODE_WILDCARD)
		return errdetail("A range of details must end with a number.");
	return code_fault_detail(fault);
}

/* How to mend it, as a HINT, where there is an obvious mend. */
static int
errhint_for_fault(const char *text, const CodeFault *fault)
{
	size_t		length = strlen(text);
	int64_t		pattern;
	CodeFault	ignored;

	switch (fault->kind)
	{
		case CODE_EMPTY:
			return errhint("The pattern of all codes is X.X.X.");
		case CODE_BLANK:
			trim_blanks(&text, &length);
			if (pattern_parse(text, length, &pattern, &ignored))
				return errhint("Remove the blanks around the pattern.");
			return 0;
		case CODE_PART_MISSING:
			return errhint("A pattern has three parts, such as 5.X.X for a class or 5.7.X for a subject.");
		case CODE_NOT_DIGIT:
			return errhint("Write X for any number.");
		case CODE_LEADING_ZERO:
			return errhint("Leave out the leading zero.");
		case CODE_REVERSED:
			return errhint("Write the smaller number first.");
		default:
			return 0;
	}
}

/*
 * esc_pattern_in
 *		Text input: three parts, of which class and subject may be X, and the
 *		detail X or a range; x, * and IANA's XXX and YYY are read as well.
 *
 * Error 22P02 otherwise, soft where the server has soft errors.
 */
Datum
esc_pattern_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	int64_t		pattern;
	CodeFault	fault;

	if (!pattern_parse(text, strlen(text), &pattern, &fault))
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"esc_pattern", quotable(text, strlen(text))),
				 errdetail_for_fault(&fault),
				 errhint_for_fault(text, &fault)));
	PG_RETURN_PATTERN(pattern);
}

/* Text output, in the one canonical form. */
Datum
esc_pattern_out(PG_FUNCTION_ARGS)
{
	char	   *text = palloc(PATTERN_TEXT_SIZE);

	pattern_format(PG_GETARG_PATTERN(0), text);
	PG_RETURN_CSTRING(text);
}

/*
 * esc_pattern_recv
 *		Binary input: the value as eight bytes, most significant first.
 *
 * A value that is no pattern is 22P03; a short message is 08P01.
 */
Datum
esc_pattern_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int64		pattern = pq_getmsgint64(message);

	if (!pattern_is_valid(pattern))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary representation of type %s: %lld",
						"esc_pattern", (long long) pattern),
				 pattern_range_detail()));
	PG_RETURN_PATTERN(pattern);
}

/* Binary output. */
Datum
esc_pattern_send(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendint64(&message, (uint64) DatumGetPattern(PG_GETARG_DATUM(0)));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/* The pattern that the text is, or NULL where the cast would fail. */
Datum
esc_pattern_try(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	int64_t		pattern;
	CodeFault	fault;

	if (!pattern_parse(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input),
					   &pattern, &fault))
		PG_RETURN_NULL();
	PG_RETURN_PATTERN(pattern);
}

/* The parts of a code, as a pattern of that one code. */
static PatternParts
parts_of_code(int32 code)
{
	PatternParts parts;

	parts.class = esc_class_of(code);
	parts.subject = esc_subject_of(code);
	parts.first = esc_detail_of(code);
	parts.last = parts.first;
	return parts;
}

/* Cast from esc: the set of this one code. */
Datum
esc_pattern_from_esc(PG_FUNCTION_ARGS)
{
	PG_RETURN_PATTERN(pattern_pack(parts_of_code(PG_GETARG_ESC(0))));
}

/* A part given as an argument of make_esc_pattern; NULL stands for any. */
static int32
get_part(FunctionCallInfo fcinfo, int n, const char *name, int32 any)
{
	int32		value;

	if (PG_ARGISNULL(n))
		return any;
	value = PG_GETARG_INT32(n);
	if (value < 0 || value > ESC_PART_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s of an enhanced status code out of range: %d",
						name, value),
				 errdetail("The %s must be 0 to %d.", name, ESC_PART_MAX)));
	return value;
}

/*
 * make_esc_pattern
 *		Build a pattern from its parts, each of which may be NULL for any;
 *		error 22003 for a part out of range and for a reversed range.
 */
Datum
make_esc_pattern(PG_FUNCTION_ARGS)
{
	PatternParts parts;

	parts.class = PG_ARGISNULL(0) ? PATTERN_ANY : PG_GETARG_INT32(0);
	if (!PG_ARGISNULL(0) && !esc_class_is_valid(parts.class))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("class of an enhanced status code out of range: %d",
						parts.class),
				 errdetail("The class must be 2, 4 or 5, or NULL for any.")));
	parts.subject = get_part(fcinfo, 1, "subject", PATTERN_ANY);
	parts.first = get_part(fcinfo, 2, "detail", 0);
	parts.last = get_part(fcinfo, 3, "detail", ESC_PART_MAX);
	if (parts.last < parts.first)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("range of details ends before it begins: %d to %d",
						parts.first, parts.last)));
	PG_RETURN_PATTERN(pattern_pack(parts));
}

/* The condition that a code names, in whatever class: 5.1.1 is X.1.1. */
Datum
esc_condition(PG_FUNCTION_ARGS)
{
	PatternParts parts = parts_of_code(PG_GETARG_ESC(0));

	parts.class = PATTERN_ANY;
	PG_RETURN_PATTERN(pattern_pack(parts));
}

/*
 * esc_trunc
 *		The code down to a field: 'class' makes 5.X.X, 'subject' 5.1.X and
 *		'detail' 5.1.1, in any letter case; error 22023 for another field.
 */
Datum
esc_trunc(PG_FUNCTION_ARGS)
{
	text	   *field = PG_GETARG_TEXT_PP(0);
	PatternParts parts = parts_of_code(PG_GETARG_ESC(1));
	char	   *name = asc_tolower(VARDATA_ANY(field),
								   VARSIZE_ANY_EXHDR(field));
	bool		to_class = strcmp(name, "class") == 0;

	if (to_class || strcmp(name, "subject") == 0)
	{
		if (to_class)
			parts.subject = PATTERN_ANY;
		parts.first = 0;
		parts.last = ESC_PART_MAX;
	}
	else if (strcmp(name, "detail") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("field \"%s\" not recognized for type %s",
						quotable(name, strlen(name)), "esc"),
				 errhint("The fields are \"class\", \"subject\" and \"detail\".")));
	PG_RETURN_PATTERN(pattern_pack(parts));
}

/*
 * esc_pattern_specificity
 *		How specific a pattern is: the number of codes that it leaves out, 0
 *		(X.X.X) to 2999999 (one code).  Of two sets, one inside the other, the
 *		inner one is the more specific.
 */
Datum
esc_pattern_specificity(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(pattern_size(0) - pattern_size(PG_GETARG_PATTERN(0)));
}

/* The smallest code of the set. */
Datum
esc_pattern_lower(PG_FUNCTION_ARGS)
{
	PG_RETURN_ESC(pattern_lower(PG_GETARG_PATTERN(0)));
}

/* The largest code of the set. */
Datum
esc_pattern_upper(PG_FUNCTION_ARGS)
{
	PG_RETURN_ESC(pattern_upper(PG_GETARG_PATTERN(0)));
}

/* Add a run of codes, first to last, to the rows of esc_pattern_ranges. */
static void
add_range(ReturnSetInfo *result, int64 pattern)
{
	Datum		values[2];
	bool		nulls[2] = {false, false};

	values[0] = EscGetDatum(pattern_lower(pattern));
	values[1] = EscGetDatum(pattern_upper(pattern));
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * esc_pattern_ranges
 *		The runs of codes that make up the set, in ascending order: at most
 *		three, but for X.X.n and 5.X.n, which have one for each subject.
 */
Datum
esc_pattern_ranges(PG_FUNCTION_ARGS)
{
	static const int32 classes[] = {2, 4, 5};
	int64		pattern = PG_GETARG_PATTERN(0);
	PatternParts parts = pattern_parts(pattern);
	ReturnSetInfo *result;

	InitMaterializedSRF(fcinfo, 0);
	result = (ReturnSetInfo *) fcinfo->resultinfo;

	if (pattern_is_run(pattern))
	{
		add_range(result, pattern);
		return (Datum) 0;
	}
	for (int i = 0; i < (int) lengthof(classes); i++)
	{
		PatternParts run = parts;

		if (parts.class != PATTERN_ANY && parts.class != classes[i])
			continue;
		run.class = classes[i];
		if (parts.subject != PATTERN_ANY)
			add_range(result, pattern_pack(run));
		else
		{
			for (run.subject = 0; run.subject <= ESC_PART_MAX; run.subject++)
				add_range(result, pattern_pack(run));
		}
	}
	return (Datum) 0;
}

/* esc <@ esc_pattern */
Datum
esc_matches(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(pattern_matches(PG_GETARG_PATTERN(1), PG_GETARG_ESC(0)));
}

/* esc_pattern @> esc */
Datum
esc_pattern_matches(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(pattern_matches(PG_GETARG_PATTERN(0), PG_GETARG_ESC(1)));
}

/* esc_pattern @> esc_pattern */
Datum
esc_pattern_contains(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(pattern_contains(PG_GETARG_PATTERN(0), PG_GETARG_PATTERN(1)));
}

/* esc_pattern <@ esc_pattern */
Datum
esc_pattern_contained(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(pattern_contains(PG_GETARG_PATTERN(1), PG_GETARG_PATTERN(0)));
}

/* esc_pattern && esc_pattern */
Datum
esc_pattern_overlaps(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(pattern_overlaps(PG_GETARG_PATTERN(0), PG_GETARG_PATTERN(1)));
}

/*
 * esc_matches_any
 *		Is the code in one of the sets?  As with = ANY, a NULL among the
 *		patterns makes the answer NULL where it would be false.
 */
Datum
esc_matches_any(PG_FUNCTION_ARGS)
{
	int32		code = PG_GETARG_ESC(0);
	ArrayType  *patterns = PG_GETARG_ARRAYTYPE_P(1);
	ArrayIterator iterator;
	Datum		pattern;
	bool		isnull;
	bool		matched = false;
	bool		unknown = false;

	iterator = array_create_iterator(patterns, 0, NULL);
	while (!matched && array_iterate(iterator, &pattern, &isnull))
	{
		if (isnull)
			unknown = true;
		else
			matched = pattern_matches(pattern_checked(DatumGetPattern(pattern)),
									  code);
	}
	array_free_iterator(iterator);
	PG_FREE_IF_COPY(patterns, 1);
	if (!matched && unknown)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(matched);
}
