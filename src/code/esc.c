/*
 * esc.c
 *	  The type esc: an enhanced status code (RFC 3463).
 *
 * Comparison, sorting and hashing are int4's own functions: the install
 * script names them directly.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "code/code_datum.h"
#include "code/code_fault.h"
#include "code/code_text.h"
#include "code/pattern_value.h"

PG_FUNCTION_INFO_V1(esc_in);
PG_FUNCTION_INFO_V1(esc_out);
PG_FUNCTION_INFO_V1(esc_recv);
PG_FUNCTION_INFO_V1(esc_send);
PG_FUNCTION_INFO_V1(esc_try);
PG_FUNCTION_INFO_V1(make_esc);
PG_FUNCTION_INFO_V1(esc_class);
PG_FUNCTION_INFO_V1(esc_subject);
PG_FUNCTION_INFO_V1(esc_detail);

/* A literal beside a code, in a comparison or a default, is a code as well. */
static int
errhint_for_text(void)
{
	return errhint("Use NULL where there is no code; to compare with any text, cast the code: code::text.");
}

/* How to fix it, as a HINT, where there is an obvious way. */
static int
errhint_for_fault(const char *given, const CodeFault *fault)
{
	const char *text = given;
	size_t		length = strlen(text);
	int32		value;
	int64_t		pattern;
	CodeFault	ignored;

	switch (fault->kind)
	{
		case CODE_EMPTY:
			return errhint_for_text();
		case CODE_BLANK:
			trim_blanks(&text, &length);
			if (esc_parse(text, length, &value, &ignored))
				return errhint("Remove the blanks around the code.");
			break;
		case CODE_WILDCARD:
		case CODE_TRAILING:
			if (pattern_parse(text, length, &pattern, &ignored))
				return errhint("A set of codes is a pattern: use type esc_pattern.");
			break;
		case CODE_LEADING_ZERO:
			return errhint("Leave out the leading zero.");
		case CODE_BAD_CLASS:
			if (reply_parse(text, length, &value, &ignored))
				return errhint("A number of three digits is a reply code: use type reply_code.");
			if (strspn(text, "0123456789.") == length)
				return errhint_for_text();
			break;
		default:
			break;
	}
	return server_text_hint(given);
}

/*
 * esc_in
 *		Text input: class.subject.detail, strictly (RFC 3463, section 2).
 *
 * Error 22P02 otherwise, soft where the server has soft errors.
 */
Datum
esc_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	int32		code;
	CodeFault	fault;

	if (!esc_parse(text, strlen(text), &code, &fault))
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"esc", quotable(text, strlen(text))),
				 code_fault_detail(&fault),
				 errhint_for_fault(text, &fault)));
	PG_RETURN_ESC(code);
}

/* Text output, in the one canonical form. */
Datum
esc_out(PG_FUNCTION_ARGS)
{
	char	   *text = palloc(ESC_TEXT_SIZE);

	esc_format(PG_GETARG_ESC(0), text);
	PG_RETURN_CSTRING(text);
}

/*
 * esc_recv
 *		Binary input: the value as four bytes, most significant first.
 *
 * Refuses what esc_in would refuse with 22P03; a short message is 08P01.
 */
Datum
esc_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int32		code = (int32) pq_getmsgint(message, sizeof(int32));

	if (!esc_is_valid(code))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary representation of type %s: %d",
						"esc", code),
				 esc_range_detail(code)));
	PG_RETURN_ESC(code);
}

/* Binary output. */
Datum
esc_send(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendint32(&message, (uint32) DatumGetEsc(PG_GETARG_DATUM(0)));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

/*
 * esc_try
 *		The code that the text is, or NULL where the cast would fail.
 */
Datum
esc_try(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	int32		code;
	CodeFault	fault;

	if (!esc_parse(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input),
				   &code, &fault))
		PG_RETURN_NULL();
	PG_RETURN_ESC(code);
}

/*
 * make_esc
 *		Build a code from its class, subject and detail; error 22003 for a
 *		part out of range (RFC 3463, section 2).
 */
Datum
make_esc(PG_FUNCTION_ARGS)
{
	int32		class = PG_GETARG_INT32(0);
	int32		subject = PG_GETARG_INT32(1);
	int32		detail = PG_GETARG_INT32(2);

	if (!esc_class_is_valid(class))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("class of an enhanced status code out of range: %d",
						class),
				 errdetail("The class must be 2, 4 or 5."),
				 class == 0 ? errhint("Use NULL where there is no code.") : 0));
	if (subject < 0 || subject > ESC_PART_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("subject of an enhanced status code out of range: %d",
						subject),
				 errdetail("The subject must be 0 to %d.", ESC_PART_MAX)));
	if (detail < 0 || detail > ESC_PART_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("detail of an enhanced status code out of range: %d",
						detail),
				 errdetail("The detail must be 0 to %d.", ESC_PART_MAX)));
	PG_RETURN_ESC(esc_pack(class, subject, detail));
}

/* The class: 2 success, 4 persistent transient, 5 permanent failure. */
Datum
esc_class(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT16((int16) esc_class_of(PG_GETARG_ESC(0)));
}

/* The subject, 0 to 999. */
Datum
esc_subject(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT16((int16) esc_subject_of(PG_GETARG_ESC(0)));
}

/* The detail, 0 to 999. */
Datum
esc_detail(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT16((int16) esc_detail_of(PG_GETARG_ESC(0)));
}
