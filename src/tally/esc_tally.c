/*
 * esc_tally.c
 *	  The type esc_tally: how often each enhanced status code occurred.
 *
 * Equal tallies have equal bytes (see tally_value.h), so comparison, sorting
 * and hashing are bytea's own functions: the install script names them
 * directly.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "code/code_datum.h"
#include "code/code_text.h"
#include "tally/tally.h"
#include "tally/tally_expanded.h"
#include "tally/tally_text.h"

PG_FUNCTION_INFO_V1(esc_tally_in);
PG_FUNCTION_INFO_V1(esc_tally_out);
PG_FUNCTION_INFO_V1(esc_tally_recv);
PG_FUNCTION_INFO_V1(esc_tally_send);

/* What is wrong with the text, as an error's DETAIL. */
static int
errdetail_for_text(const char *text, const TallyTextFault *fault)
{
	int			position = (int) fault->offset + 1;

	switch (fault->kind)
	{
		case TALLY_TEXT_EMPTY:
			return errdetail("The text is empty.");
		case TALLY_TEXT_NO_OBJECT:
			return errdetail("A tally is a JSON object, but character %d is not \"{\".",
							 position);
		case TALLY_TEXT_NO_NAME:
			return errdetail("A code in double quotes must stand at character %d.",
							 position);
		case TALLY_TEXT_BAD_CODE:
			return errdetail("\"%s\", at character %d, is not an enhanced status code.",
							 quotable(text +fault->offset, fault->length),
							 position);
		case TALLY_TEXT_NO_COLON:
			return errdetail("A colon must stand between code and count, at character %d.",
							 position);
		case TALLY_TEXT_NO_COUNT:
			return errdetail("The count must be a number, but character %d begins none.",
							 position);
		case TALLY_TEXT_LEADING_ZERO:
			return errdetail("The count at character %d has a leading zero.",
							 position);
		case TALLY_TEXT_NOT_INTEGER:
			return errdetail("The count at character %d is not written as an integer.",
							 position);
		case TALLY_TEXT_NO_COMMA:
			return errdetail("A comma or \"}\" must follow the count, at character %d.",
							 position);
		case TALLY_TEXT_ENDS:
			return errdetail("The text ends before the object does.");
		case TALLY_TEXT_TRAILING:
			return errdetail("Nothing may follow the object, but character %d does.",
							 position);
		case TALLY_TEXT_OUT_OF_RANGE:
		case TALLY_TEXT_VALID:
			break;
	}
	pg_unreachable();
}

/* How to mend it, as a HINT, where there is an obvious mend. */
static int
errhint_for_text(const TallyTextFault *fault)
{
	switch (fault->kind)
	{
		case TALLY_TEXT_EMPTY:
			return errhint("The tally of no codes is {}.");
		case TALLY_TEXT_BAD_CODE:
			return errhint("A code is written as class.subject.detail, such as \"5.1.1\".");
		default:
			return 0;
	}
}

/*
 * Read a text into an empty tally; false after a soft error.
 */
static bool
read_text(const char *text, ExpandedTally *tally, struct Node *context)
{
	TallyTextReader reader = {0};
	TallyTextFault *fault = &reader.fault;
	int32		code;
	int64		count;

	reader.text = text;

	reader.length = strlen(text);
	while (tally_text_next(&reader, &code, &count))
	{
		CHECK_FOR_INTERRUPTS();
		if (expanded_tally_count(tally, code) > 0)
		{
			char		twice[ESC_TEXT_SIZE];

			esc_format(code, twice);
			ereturn(context, false,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 errmsg("invalid input syntax for type %s: \"%s\"",
							"esc_tally", quotable(text, strlen(text))),
					 errdetail("Code %s has two counts.", twice),
					 errhint("Add them up.")));
		}
		expanded_tally_add(tally, code, count);
	}

	if (fault->kind == TALLY_TEXT_OUT_OF_RANGE)
		ereturn(context, false,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("count out of range for type %s: %s", "esc_tally",
						quotable(text +fault->offset, fault->length)),
				 errdetail("A count is a number from 1 to %lld.",
						   (long long) TALLY_COUNT_MAX)));
	if (fault->kind != TALLY_TEXT_VALID)
		ereturn(context, false,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"",
						"esc_tally", quotable(text, strlen(text))),
				 errdetail_for_text(text, fault),
				 errhint_for_text(fault)));
	return true;
}

/*
 * esc_tally_in
 *		Text input: a JSON object of codes and counts, in any order.
 *
 * A count out of range is 22003, all else 22P02; both are soft where the
 * server has soft errors.
 */
Datum
esc_tally_in(PG_FUNCTION_ARGS)
{
	ExpandedTally *tally = expanded_tally_create(CurrentMemoryContext);
	Datum		result = (Datum) 0;

	if (read_text(PG_GETARG_CSTRING(0), tally, fcinfo->context))
		result = datumCopy(expanded_tally_datum(tally), false, -1);
	DeleteExpandedObject(expanded_tally_datum(tally));
	return result;
}

/* Text output, in the order of the codes. */
Datum
esc_tally_out(PG_FUNCTION_ARGS)
{
	StringInfoData text;
	TallyCursor cursor;
	const char *separator = "";

	tally_open_datum(&cursor, PG_GETARG_TALLY_PP(0));
	initStringInfo(&text);
	appendStringInfoChar(&text, '{');
	while (tally_next_checked(&cursor))
	{
		char		code[ESC_TEXT_SIZE];
		char		count[MAXINT8LEN + 1];

		esc_format(cursor.code, code);
		pg_lltoa(cursor.count, count);
		appendStringInfoString(&text, separator);
		appendStringInfoChar(&text, '"');
		appendStringInfoString(&text, code);
		appendStringInfoString(&text, "\": ");
		appendStringInfoString(&text, count);
		separator = ", ";
	}
	appendStringInfoChar(&text, '}');
	PG_RETURN_CSTRING(text.data);
}

/* What is wrong with the bytes, as an error's DETAIL. */
static int
errdetail_for_bytes(const TallyCursor *cursor, const char *start)
{
	int			offset = (int) (cursor->at - (const uint8_t *) start);

	switch (cursor->fault)
	{
		case TALLY_VERSION_UNKNOWN:
			return errdetail("Its version is %d; this library knows version %d.",
							 (uint8) start[0], TALLY_VERSION);
		case TALLY_SHORT:
			return errdetail("It ends, after %d bytes, within a code and its count.",
							 offset);
		case TALLY_LONG_NUMBER:
			return errdetail("The number that ends with byte %d has more bytes than it needs.",
							 offset);
		case TALLY_BAD_CODE:
			return errdetail("The number that ends with byte %d leads to no code.",
							 offset);
		case TALLY_BAD_COUNT:
			return errdetail("The count that ends with byte %d is too large.",
							 offset);
		case TALLY_SOUND:
			break;
	}
	pg_unreachable();
}

/*
 * esc_tally_recv
 *		Binary input: the bytes of the value (see tally_value.h).
 *
 * A message that ends too early is 08P01, anything else that is no tally, or
 * one of a later version, 22P03.
 */
Datum
esc_tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo	message = (StringInfo) PG_GETARG_POINTER(0);
	int			length = message->len - message->cursor;
	const char *bytes = pq_getmsgbytes(message, length);
	TallyCursor cursor;
	EscTally   *tally;

	tally_open(&cursor, bytes, (size_t) length);
	while (tally_next(&cursor))
		CHECK_FOR_INTERRUPTS();
	if (cursor.fault == TALLY_SHORT)
		ereport(ERROR,
				(errcode(ERRCODE_PROTOCOL_VIOLATION),
				 errmsg("insufficient data left in message"),
				 errdetail_for_bytes(&cursor, bytes)));
	if (cursor.fault != TALLY_SOUND)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
				 errmsg("invalid binary representation of type %s",
						"esc_tally"),
				 errdetail_for_bytes(&cursor, bytes),
				 cursor.fault == TALLY_VERSION_UNKNOWN ?
				 errhint("Upgrade extension smtpcode to the version of the sender.") : 0));

	tally = palloc(VARHDRSZ + length);
	SET_VARSIZE(tally, VARHDRSZ + length);
	memcpy(VARDATA(tally), bytes, length);
	PG_RETURN_TALLY(tally);
}

/* Binary output. */
Datum
esc_tally_send(PG_FUNCTION_ARGS)
{
	EscTally   *tally = PG_GETARG_TALLY_PP(0);
	StringInfoData message;

	pq_begintypsend(&message);
	pq_sendbytes(&message, VARDATA_ANY(tally), VARSIZE_ANY_EXHDR(tally));
	PG_RETURN_BYTEA_P(pq_endtypsend(&message));
}
