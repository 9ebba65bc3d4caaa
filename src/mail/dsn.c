/*
 * dsn.c
 *	  dsn_recipients: a delivery status notification as rows, one for each
 *	  recipient.
 *
 * This is meant for dirty text: a field that cannot be read is NULL, a text
 * that is no such notification has no rows, and none raises an error.
 */
#include "postgres.h"

#include "datatype/timestamp.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "base/ascii.h"
#include "base/composite.h"
#include "base/utf8_text.h"
#include "code/code_datum.h"
#include "text/reply_scan.h"
#include "mail/dsn_report.h"
#include "mail/mail_date.h"
#include "mail/mime_part.h"

PG_FUNCTION_INFO_V1(dsn_recipients);

/* The columns of the SQL type dsn_recipient */
enum
{
	COLUMN_ORIGINAL_RECIPIENT,
	COLUMN_FINAL_RECIPIENT,
	COLUMN_ACTION,
	COLUMN_STATUS,
	COLUMN_DIAGNOSTIC_TYPE,
	COLUMN_DIAGNOSTIC,
	COLUMN_REPLY,
	COLUMN_CODE,
	COLUMN_RESOLVED,
	COLUMN_REMOTE_MTA,
	COLUMN_LAST_ATTEMPT,
	COLUMN_WILL_RETRY_UNTIL,
	COLUMN_FINAL_LOG_ID,
	COLUMN_REPORTING_MTA,
	COLUMN_ARRIVAL_DATE,
	COLUMN_ORIGINAL_ENVELOPE_ID,
	COLUMN_COUNT
};

/* The row of a recipient that is being filled */
typedef struct DsnRow
{
	bool		is_utf8;		/* the report is, whatever the database */
	Datum		values[COLUMN_COUNT];
	bool		nulls[COLUMN_COUNT];
} DsnRow;

static void
set_value(DsnRow *row, int column, Datum value)
{
	row->values[column] = value;
	row->nulls[column] = false;
}

/* A text, NULL if it is empty */
static void
set_text(DsnRow *row, int column, MailSlice slice)
{
	if (slice.length == 0)
		return;
	if (row->is_utf8)
	{
		StringInfoData text;

		initStringInfo(&text);
		if (!utf8_append(&text, slice.start, slice.length))
			return;
		slice = mail_slice(text.data, (size_t) text.len);
	}
	set_value(row, column,
			  PointerGetDatum(cstring_to_text_with_len(slice.start,
													   (int) slice.length)));
}

/* The body of a field in one line */
static MailSlice
unfold(MailSlice body)
{
	char	   *text = palloc(body.length);

	return mail_slice(text, mail_unfold(body, text));
}

/* Append a piece of the report; false if it is no text. */
static bool
append_slice(StringInfo text, MailSlice slice, bool is_utf8)
{
	if (is_utf8)
		return utf8_append(text, slice.start, slice.length);
	appendBinaryStringInfo(text, slice.start, (int) slice.length);
	return true;
}

/*
 * The address of a recipient, without its type.  In one of type utf-8,
 * characters may be written as \x{HEX} (RFC 6533, section 3).
 */
static void
set_address(DsnRow *row, int column, MailSlice body)
{
	DsnTyped	address = dsn_address(unfold(body));
	MailSlice	rest = address.value;
	StringInfoData text;
	bool		valid = true;

	if (!mail_equals(address.type, "utf-8") || !dsn_is_escaped(rest))
	{
		set_text(row, column, rest);
		return;
	}

	initStringInfo(&text);
	while (valid && rest.length > 0)
	{
		uint32		character;
		size_t		length = dsn_read_escape(rest, &character);

		if (length > 0)
			utf8_append_character(&text, character);
		else
		{
			MailSlice	run = {rest.start, 0};

			while (run.length < rest.length && run.start[run.length] != '\\')
				run.length++;
			valid = append_slice(&text, run, row->is_utf8);
			length = run.length;
		}
		mail_skip(&rest, length);
	}
	if (valid)
		set_value(row, column,
				  PointerGetDatum(cstring_to_text_with_len(text.data, text.len)));
	pfree(text.data);
}

static void
set_mta(DsnRow *row, int column, MailSlice body)
{
	set_text(row, column, dsn_mta_name(unfold(body)));
}

static void
set_date(DsnRow *row, int column, MailSlice body)
{
	int64		seconds;

	if (!mail_date_parse(body, &seconds))
		return;
	seconds -= (int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY;
	set_value(row, column, TimestampTzGetDatum(seconds * USECS_PER_SEC));
}

/* A text in lower case, as far as it is ASCII; NULL if it is empty */
static void
set_lower(DsnRow *row, int column, MailSlice slice)
{
	char	   *lower = palloc(slice.length);

	for (size_t i = 0; i < slice.length; i++)
		lower[i] = ascii_lower(slice.start[i]);
	set_text(row, column, mail_slice(lower, slice.length));
}

/* The status, the diagnostic, and what the two say together */
static void
set_codes(DsnRow *row, MailSlice status_body, MailSlice diagnostic_body)
{
	DsnTyped	diagnostic = dsn_typed_value(unfold(diagnostic_body));
	ScannedReply found = scan_reply(diagnostic.value.start,
									diagnostic.value.length);
	int32		status;
	bool		has_status = dsn_status(status_body, &status);

	if (found.has_reply && !found.has_code &&
		dsn_is_exit_status(diagnostic, found.reply))
		found.has_reply = false;
	set_lower(row, COLUMN_DIAGNOSTIC_TYPE, diagnostic.type);
	set_text(row, COLUMN_DIAGNOSTIC, diagnostic.value);
	if (found.has_reply)
		set_value(row, COLUMN_REPLY, ReplyGetDatum(found.reply));
	if (found.has_code)
		set_value(row, COLUMN_CODE, EscGetDatum(found.code));
	if (has_status)
		set_value(row, COLUMN_STATUS, EscGetDatum(status));
	if (has_status && found.has_code)
		set_value(row, COLUMN_RESOLVED,
				  EscGetDatum(resolve_code(status, found.code)));
	else if (has_status || found.has_code)
		set_value(row, COLUMN_RESOLVED,
				  EscGetDatum(has_status ? status : found.code));
}

static void
fill_row(DsnRow *row, const DsnRecipient *recipient)
{
	const MailSlice *fields = recipient->fields;

	for (int column = 0; column < COLUMN_COUNT; column++)
		row->nulls[column] = true;
	set_address(row, COLUMN_ORIGINAL_RECIPIENT, fields[DSN_ORIGINAL_RECIPIENT]);
	set_address(row, COLUMN_FINAL_RECIPIENT, fields[DSN_FINAL_RECIPIENT]);
	set_lower(row, COLUMN_ACTION, dsn_action(unfold(fields[DSN_ACTION])));
	set_codes(row, fields[DSN_STATUS], fields[DSN_DIAGNOSTIC_CODE]);
	set_mta(row, COLUMN_REMOTE_MTA, fields[DSN_REMOTE_MTA]);
	set_date(row, COLUMN_LAST_ATTEMPT, fields[DSN_LAST_ATTEMPT_DATE]);
	set_date(row, COLUMN_WILL_RETRY_UNTIL, fields[DSN_WILL_RETRY_UNTIL]);
	set_text(row, COLUMN_FINAL_LOG_ID, unfold(fields[DSN_FINAL_LOG_ID]));
	set_mta(row, COLUMN_REPORTING_MTA, fields[DSN_REPORTING_MTA]);
	set_date(row, COLUMN_ARRIVAL_DATE, fields[DSN_ARRIVAL_DATE]);
	set_text(row, COLUMN_ORIGINAL_ENVELOPE_ID,
			 unfold(fields[DSN_ORIGINAL_ENVELOPE_ID]));
}

/* Store a row for each recipient of a report. */
static void
store_recipients(ReturnSetInfo *result, DsnReport report, bool is_utf8)
{
	MemoryContext row_context = AllocSetContextCreate(CurrentMemoryContext,
													  "dsn_recipients row",
													  ALLOCSET_DEFAULT_SIZES);
	DsnRecipient recipient;
	DsnRow		row = {.is_utf8 = is_utf8};

	while (dsn_next_recipient(&report, &recipient))
	{
		MemoryContext old = MemoryContextSwitchTo(row_context);

		fill_row(&row, &recipient);
		composite_check_size(result->setDesc, row.values, row.nulls);
		tuplestore_putvalues(result->setResult, result->setDesc,
							 row.values, row.nulls);
		MemoryContextSwitchTo(old);
		MemoryContextReset(row_context);
	}
	MemoryContextDelete(row_context);
}

/*
 * dsn_recipients
 *		The recipients of a delivery status notification, which may be a whole
 *		message or the body of its part message/delivery-status (RFC 3464,
 *		RFC 6533).
 */
Datum
dsn_recipients(PG_FUNCTION_ARGS)
{
	text	   *input = PG_GETARG_TEXT_PP(0);
	ReturnSetInfo *result = composite_result_rows(fcinfo, COLUMN_COUNT);
	MimeCursor	cursor = mime_open(VARDATA_ANY(input), VARSIZE_ANY_EXHDR(input));
	MimePart	part;

	while (mime_next_status(&cursor, &part))
	{
		MailSlice	body = part.body;
		char	   *decoded = NULL;

		if (part.encoding != MIME_PLAIN)
		{
			decoded = palloc(body.length);
			body = mail_slice(decoded, mime_decode(part, decoded));
		}
		store_recipients(result, dsn_open(body, !part.is_labelled),
						 decoded != NULL);
		if (decoded != NULL)
			pfree(decoded);
	}
	return (Datum) 0;
}
