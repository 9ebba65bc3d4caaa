/*
 * dsn_report.c
 *	  Fuzz target: what must hold of the reports found in any text.
 */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "code/code_value.h"
#include "mail/dsn_report.h"
#include "mail/mime_part.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A sum of all that was found in a text, to compare texts by. */
typedef uint64_t Digest;

static void
add_bytes(Digest *digest, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		*digest = (*digest ^ (unsigned char) bytes[i]) * UINT64_C(1099511628211);
	*digest = (*digest ^ 256) * UINT64_C(1099511628211);
}

static void
check_within(MailSlice slice, MailSlice whole)
{
	assert(slice.start >= whole.start);
	assert(slice.start + slice.length <= whole.start + whole.length);
}

/* Exactly as large as allowed, so that a byte too many is noticed. */
static char *
allocate(size_t length)
{
	char	   *bytes = malloc(length);

	assert(bytes != NULL || length == 0);
	return bytes;
}

/* A body in one line has no line ends, and no blank at either end. */
static MailSlice
unfold(MailSlice body)
{
	char	   *text = allocate(body.length);
	MailSlice	line = {text, mail_unfold(body, text)};

	assert(line.length <= body.length);
	for (size_t i = 0; i < line.length; i++)
		assert(text[i] != '\n' && text[i] != '\r');
	assert(line.length == 0 ||
		   (!is_blank(text[0]) && !is_blank(text[line.length - 1])));
	return line;
}

static void
check_typed(DsnTyped typed, MailSlice body)
{
	check_within(typed.value, body);
	if (typed.type.start == NULL)
		return;
	check_within(typed.type, body);
	assert(typed.type.length > 0 && is_letter(typed.type.start[0]));
	assert(typed.type.start + typed.type.length < typed.value.start ||
		   typed.value.length == 0);
}

/* What an escape stands for is a character. */
static void
check_escapes(MailSlice address)
{
	if (!dsn_is_escaped(address))
		return;
	while (address.length > 0)
	{
		uint32_t	character = 0;
		size_t		length = dsn_read_escape(address, &character);

		assert((length > 0) == (address.start[0] == '\\'));
		assert(length == 0 || (length >= 5 && length <= address.length));
		assert(length == 0 || (character > 0 && character <= 0x10FFFF &&
							   (character < 0xD800 || character > 0xDFFF)));
		mail_skip(&address, length > 0 ? length : 1);
	}
}

static void
check_field(DsnField field, MailSlice body, Digest *digest)
{
	MailSlice	line = unfold(body);
	int32_t		code;

	add_bytes(digest, line.start, line.length);
	check_typed(dsn_typed_value(line), line);
	check_typed(dsn_address(line), line);
	check_within(dsn_mta_name(line), line);
	check_escapes(dsn_address(line).value);
	if (field == DSN_STATUS && dsn_status(body, &code))
	{
		assert(esc_is_valid(code));
		add_bytes(digest, (char *) &code, sizeof(code));
	}
	if (field == DSN_ACTION)
	{
		MailSlice	action = dsn_action(line);

		check_within(action, line);
		assert(action.length == 0 || !is_blank(action.start[0]));
		add_bytes(digest, action.start, action.length);
	}
	free((char *) line.start);
}

/* A field that is not there says nothing, and its address is not touched. */
static void
check_absent(MailSlice body)
{
	int32_t		code;
	char		text[1];

	assert(body.length == 0 && mail_unfold(body, text) == 0);
	assert(!dsn_status(body, &code) && dsn_action(body).length == 0);
	assert(dsn_typed_value(body).value.length == 0);
	assert(dsn_address(body).value.length == 0);
	assert(dsn_mta_name(body).length == 0);
	assert(!dsn_is_escaped(body));
}

/* The recipients of a report, each behind the one before. */
static void
check_report(MailSlice body, bool ends_at_header, Digest *digest)
{
	DsnReport	report = dsn_open(body, ends_at_header);
	DsnRecipient recipient;
	const char *read = body.start;

	while (dsn_next_recipient(&report, &recipient))
	{
		int			count = 0;

		check_within(report.rest, body);
		assert(report.rest.start > read);
		for (int field = 0; field < DSN_FIELD_COUNT; field++)
		{
			MailSlice	slice = recipient.fields[field];

			if (slice.start == NULL)
				continue;
			check_within(slice, body);
			assert(slice.start + slice.length <= report.rest.start);
			if (field < DSN_REPORTING_MTA)
				assert(slice.start >= read);
			else
				/* up to three bytes end a line, and the next has a blank */
				assert(slice.length <= 4 * DSN_MESSAGE_FIELD_MAX);
			count += field <= DSN_DIAGNOSTIC_CODE;
			check_field((DsnField) field, slice, digest);
		}
		assert(count >= 2);
		read = report.rest.start;
	}
	assert(report.rest.length == 0);
}

/* The parts of a text, each behind the one before. */
static Digest
check_text(const char *text, size_t length)
{
	MailSlice	whole = {text, length};
	MimeCursor	cursor = mime_open(text, length);
	MimePart	part;
	const char *read = text;
	Digest		digest = 0;

	while (mime_next_status(&cursor, &part))
	{
		char	   *decoded = allocate(part.body.length);
		size_t		size = mime_decode(part, decoded);

		check_within(part.body, whole);
		check_within(cursor.rest, whole);
		assert(cursor.depth >= 0 && cursor.depth <= MIME_MAX_DEPTH);
		assert(part.body.start >= read);
		read = part.body.start + part.body.length;
		assert(size <= part.body.length);
		check_report(mail_slice(decoded, size), !part.is_labelled, &digest);
		free(decoded);
	}
	return digest;
}

/* The text with other line ends. */
static Digest
check_ending(const char *text, size_t length, const char *ending)
{
	size_t		size = strlen(ending);
	char	   *other = allocate(length * size);
	size_t		at = 0;
	Digest		digest;

	for (size_t i = 0; i < length; i++)
	{
		if (text[i] == '\n')
		{
			memcpy(other + at, ending, size);
			at += size;
		}
		else
			other[at++] = text[i];
	}
	digest = check_text(other, at);
	free(other);
	return digest;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	Digest		digest = check_text(text, size);

	check_absent(mail_no_slice());
	assert(check_text(text, size) == digest);
	if (size > 0 && memchr(text, '\r', size) == NULL)
	{
		/* whatever a line ends with, the text says the same */
		assert(check_ending(text, size, "\r\n") == digest);
		assert(check_ending(text, size, "\r") == digest);
		assert(check_ending(text, size, "\r\r\n") == digest);
	}
	return 0;
}
