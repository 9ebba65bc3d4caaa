/*
 * reply_code.c
 *	  The type reply_code: an SMTP reply code (RFC 5321, section 4.2).
 *
 * Comparison, sorting and hashing are int2's own functions: the install
 * script names them directly.
 */
#include "postgres.h"

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "code/code_datum.h"
#include "code/code_fault.h"
#include "code/code_text.h"

PG_FUNCTION_INFO_V1(reply_code_in);
PG_FUNCTION_INFO_V1(reply_code_out);
PG_FUNCTION_INFO_V1(reply_code_recv);
PG_FUNCTION_INFO_V1(reply_code_send);
PG_FUNCTION_INFO_V1(reply_code_from_int2);
PG_FUNCTION_INFO_V1(reply_code_from_int4);
PG_FUNCTION_INFO_V1(reply_code_to_int4);
PG_FUNCTION_INFO_V1(reply_try);

static int
errdetail_for_fault(const CodeFault *fault)
{
	switch (fault->kind)
	{
		case CODE_EMPTY:
			return errdetail("The text is empty.");
		case CODE_BLANK:
			return errdetail("Blanks are not allowed, and character %d is one.",
							 (int) fault->offset + 1);
		case CODE_BAD_CLASS:
			return errdetail("The first digit must be 1 to 5.");
		default:
			return errdetail("A reply code has three digits and nothing else.");
	}
}

/* An integer meets a reply code in comparisons, defaults and bounds. */
static int
errhint_for_number(void)
{
	return errhint("Use NULL where there is no reply; to compare with any number, cast the reply code: reply::int4.");
}

static bool
is_number(const char *text)
{
	if (*text == '+' || *text == '-')
		text	  ++;

	return *text !='\0' && strspn(text, "0123456789") == strlen(text);
}

/* 5yz, as RFC 5321 writes it, or 5xx */
static bool
is_reply_class(const char *text)
{
	return strlen(text) == 3 && text[0] >= '1' && text[0] <= '5' &&
				strspn(text +1, "xXyYzZ") == 2;
}

static int
errhint_for_fault(const char *given, const CodeFault *fault)
{
	const char *text = given;
	size_t		length = strlen(text);
	int32		value;
	CodeFault	ignored;

	if (fault->kind == CODE_EMPTY)
		return errhint("Use NULL where there is no reply; to compare with any text, cast the reply code: reply::text.");
	if (is_number(text))
		return errhint_for_number();
	if (is_reply_class(text))
		return errhint("The replies of a class are a range: reply BETWEEN %c00 AND %c99.",
					   text[0], text[0]);
	trim_blanks(&text, &length);
	if (reply_parse(text, length, &value, &ignored))
		return errhint("Remove the blanks around the code.");
	if (esc_parse(text, length, &value, &ignored))
		return errhint("This is an enhanced status code: use type esc.");
	return server_text_hint(given);
}

/*
 * reply_code_in
 *		Text input: three digits, 100 to 599; error 22P02 otherwise, soft
 *		where the server has soft errors.
 */
Datum
reply_code_in(PG_FUNCTION_ARGS)
{
	const char *text = PG_GETARG_CSTRING(0);
	int32		reply;
	CodeFault	fault;

	if (!reply_parse(text, strlen(text), &reply, &fault))
		ereturn(fcinfo->context, (Datum) 0,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"reply_code", quotable(text, strlen(text))),
				 errdetail_for_fault(&fault),
				 errhint_for_fault(text, &fault)));
	PG_RETURN_REPLY(reply);
}

/* Text output. */
Datum
reply_code_out(PG_FUNCTION_ARGS)
{
	char	   *text = palloc(REPLY_TEXT_SIZE);

	reply_format(PG_GETARG_REPLY(0), text);
	PG_RETURN_CSTRING(text);
}

/*
 * reply_code_recv
 *		Binary input: the number as two bytes, most significant first.
 *
 * A number out of range is 22P03; a short message is 08P01.
 */
Datum
reply_code_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int32		reply = (int16) pq_getmsgint(message, sizeof(int16));

	if (!reply_is_valid(reply))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary representation of type %s: %d",
						"reply_code", reply),
				 reply_range_detail()));
	PG_RETURN_REPLY(reply);
}

/* Binary output. */
Datum
reply_code_send(PG_FUNCTION_ARGS)
{
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendint16(&message, (uint16) DatumGetReply(PG_GETARG_DATUM(0)));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}

static Datum
reply_from_number(int32 number)
{
	if (!reply_is_valid(number))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("reply code out of range: %d", number),
				 reply_range_detail(),
				 errhint_for_number()));
	return ReplyGetDatum(number);
}

/* Cast from smallint; error 22003 for a number that is no reply code. */
Datum
reply_code_from_int2(PG_FUNCTION_ARGS)
{
	return reply_from_number(PG_GETARG_INT16(0));
}

/* Cast from integer; error 22003 for a number that is no reply code. */
Datum
reply_code_from_int4(PG_FUNCTION_ARGS)
{
	return reply_from_number(PG_GETARG_INT32(0));
}

/* Cast to integer. */
Datum
reply_code_to_int4(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_REPLY(0));
}

/*
 * reply_try
 *		The reply code that the text is, or NULL where the cast would fail.
 */
Datum
reply_try(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	int32		reply;
	CodeFault	fault;

	if (!reply_parse(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input),
					 &reply, &fault))
		PG_RETURN_NULL();
	PG_RETURN_REPLY(reply);
}
