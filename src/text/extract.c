/*
 * extract.c
 *	  smtp_parse, esc_extract, reply_extract, esc_extract_all, esc_resolve,
 *	  reply_fingerprint: what the text of replies and diagnostics says.
 *
 * These are meant for dirty text: they find something or nothing, and raise no
 * error.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "base/composite.h"
#include "code/code_datum.h"
#include "text/fingerprint.h"
#include "text/reply_scan.h"

PG_FUNCTION_INFO_V1(smtp_parse);
PG_FUNCTION_INFO_V1(esc_extract);
PG_FUNCTION_INFO_V1(reply_extract);
PG_FUNCTION_INFO_V1(esc_extract_all);
PG_FUNCTION_INFO_V1(esc_resolve);
PG_FUNCTION_INFO_V1(reply_fingerprint);

#define SMTP_REPLY_COLUMNS 3

/* Scan a text argument, and give back what detoasting it took. */
static ScannedReply
scan_argument(FunctionCallInfo fcinfo, int n)
{
	text	   *input = PG_GETARG_TEXT_PP(n);
	ScannedReply found;

	found = scan_reply(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input));
	PG_FREE_IF_COPY(input, n);
	return found;
}

/* The enhanced code that answers for a text, or NULL. */
Datum
esc_extract(PG_FUNCTION_ARGS)
{
	ScannedReply found = scan_argument(fcinfo, 0);

	if (!found.has_code)
		PG_RETURN_NULL();
	PG_RETURN_ESC(found.code);
}

/* The reply code that answers for a text, or NULL. */
Datum
reply_extract(PG_FUNCTION_ARGS)
{
	ScannedReply found = scan_argument(fcinfo, 0);

	if (!found.has_reply)
		PG_RETURN_NULL();
	PG_RETURN_REPLY(found.reply);
}

/*
 * smtp_parse
 *		The reply code, the enhanced code and the words of a reply, as a row;
 *		of a text without codes NULL, NULL and the text.
 */
Datum
smtp_parse(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	const char *words = VARDATA_ANY(input);
	size_t		length = VARSIZE_ANY_EXHDR(input);
	ScannedReply found = scan_reply(words, length);
	TupleDesc	desc = fcinfo->flinfo->fn_extra;
	Datum		values[SMTP_REPLY_COLUMNS];
	bool		nulls[SMTP_REPLY_COLUMNS] = {false};

	if (desc == NULL)
	{
		desc = composite_result_desc(fcinfo, SMTP_REPLY_COLUMNS);
		fcinfo->flinfo->fn_extra = desc;
	}

	words += found.text;
	length -= found.text;
	if (found.has_reply || found.has_code)
		skip_to_words(&words, &length);

	nulls[0] = !found.has_reply;
	values[0] = ReplyGetDatum(found.reply);
	nulls[1] = !found.has_code;
	values[1] = EscGetDatum(found.code);
	values[2] = PointerGetDatum(cstring_to_text_with_len(words, (int) length));
	composite_check_size(desc, values, nulls);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}

/* An array of so many codes, which are still to be written. */
static ArrayType *
code_array(int count, Oid element_type)
{
	Size		size = ARR_OVERHEAD_NONULLS(1) + count * sizeof(int32);
	ArrayType  *array;

	if (count == 0)
		return construct_empty_array(element_type);
	array = palloc0(size);
	SET_VARSIZE(array, size);
	array->ndim = 1;
	array->elemtype = element_type;
	ARR_DIMS(array)[0] = count;
	ARR_LBOUND(array)[0] = 1;
	return array;
}

/*
 * esc_extract_all
 *		Every enhanced code that stands alone, in the order of the text; an
 *		empty array where there is none.
 *
 * The codes are counted first, so that the array takes no more memory than the
 * text, however many there are.
 */
Datum
esc_extract_all(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	CodeCursor	counting = {VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input), 0};
	CodeCursor	reading = counting;
	Oid			element_type = get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid));
	ArrayType  *array;
	int32	   *codes;
	int32		code;
	int			count = 0;

	while (scan_next_code(&counting, &code))
	{
		CHECK_FOR_INTERRUPTS();
		count++;
	}
	array = code_array(count, element_type);
	codes = (int32 *) ARR_DATA_PTR(array);
	for (int i = 0; i < count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		scan_next_code(&reading, &codes[i]);
	}
	PG_RETURN_ARRAYTYPE_P(array);
}

/*
 * esc_resolve
 *		Of a DSN's Status and the code in its diagnostic text, the one that
 *		says more; the other one where one is NULL.  Not strict.
 */
Datum
esc_resolve(PG_FUNCTION_ARGS)
{
	ScannedReply found = {0};
	int32		status;

	if (!PG_ARGISNULL(1))
		found = scan_argument(fcinfo, 1);
	if (PG_ARGISNULL(0))
	{
		if (!found.has_code)
			PG_RETURN_NULL();
		PG_RETURN_ESC(found.code);
	}
	status = PG_GETARG_ESC(0);
	PG_RETURN_ESC(found.has_code ? resolve_code(status, found.code) : status);
}

/*
 * reply_fingerprint
 *		What a reply or a diagnostic says, without what differs from one
 *		message to the next; at most FINGERPRINT_MAX bytes.
 */
Datum
reply_fingerprint(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	char		print[FINGERPRINT_MAX];
	size_t		length;

	length = fingerprint_write(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input),
							   print);
	PG_FREE_IF_COPY(input, 0);

	/* a long run of characters may have been cut within one */
	if (length == FINGERPRINT_MAX)
		length = pg_mbcliplen(print, (int) length, FINGERPRINT_MAX);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(print, (int) length));
}
