/*
 * mime_part.c
 *	  Finding the parts message/delivery-status of a message.
 *
 * One pass over the lines.  A line is compared with the boundaries of the
 * multiparts that are open, of which there are MIME_MAX_DEPTH at most, so that
 * any input takes linear time.  An enclosed message is never opened: what it
 * reports is not what this message reports.
 */
#include "mail/mime_part.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"

/* Cut off the text in quotes at the beginning; return it without them. */
static MailSlice
take_quoted(MailSlice *rest)
{
	MailSlice	inside = {rest->start + 1, 0};

	mail_skip(rest, 1);
	while (rest->length > 0 && rest->start[0] != '"')
		mail_skip(rest, rest->start[0] == '\\' && rest->length > 1 ? 2 : 1);
	inside.length = (size_t) (rest->start - inside.start);
	if (rest->length > 0)
		mail_skip(rest, 1);
	return inside;
}

/*
 * The parameter "boundary" of a Content-Type; empty where there is none.
 *
 * Not every sender puts in quotes what should be in quotes, so that a value
 * without them goes on to the next blank or semicolon.
 */
static MailSlice
find_boundary(MailSlice parameters)
{
	while (parameters.length > 0)
	{
		MailSlice	name;
		MailSlice	value;

		mail_skip_comments(&parameters);
		name = mail_take_token(&parameters, "=;\"");
		mail_skip_comments(&parameters);
		if (parameters.length > 0 && parameters.start[0] == '=')
		{
			mail_skip(&parameters, 1);
			mail_skip_comments(&parameters);
			if (parameters.length > 0 && parameters.start[0] == '"')
				value = take_quoted(&parameters);
			else
				value = mail_take_token(&parameters, ";");
			if (mail_equals(name, "boundary"))
			{
				mail_trim(&value);
				return value;
			}
		}
		else if (parameters.length > 0 && name.length == 0)
			mail_skip(&parameters, 1);
	}
	return mail_no_slice();
}

/* What a Content-Type says (RFC 2045, section 5.1). */
static void
read_type(MailSlice body, MimeHeader *header)
{
	MailSlice	type;
	MailSlice	subtype = {NULL, 0};

	mail_skip_comments(&body);
	type = mail_take_token(&body, "/;");
	mail_skip_comments(&body);
	if (body.length > 0 && body.start[0] == '/')
	{
		mail_skip(&body, 1);
		mail_skip_comments(&body);
		subtype = mail_take_token(&body, ";");
	}

	header->kind = MIME_OPAQUE;
	if (mail_equals(type, "message") &&
		(mail_equals(subtype, "delivery-status") ||
		 mail_equals(subtype, "global-delivery-status")))
		header->kind = MIME_STATUS;
	else if (mail_equals(type, "multipart"))
	{
		header->boundary = find_boundary(body);
		if (header->boundary.length > 0)
			header->kind = MIME_MULTIPART;
	}
}

/* What a Content-Transfer-Encoding says (RFC 2045, section 6.1). */
static MimeEncoding
read_encoding(MailSlice body)
{
	MailSlice	name;

	mail_skip_comments(&body);
	name = mail_take_token(&body, ";");
	if (mail_equals(name, "base64"))
		return MIME_BASE64;
	if (mail_equals(name, "quoted-printable"))
		return MIME_QUOTED_PRINTABLE;
	return MIME_PLAIN;
}

static inline bool
is_delimiter(MailSlice line)
{
	return line.length > 2 && line.start[0] == '-' && line.start[1] == '-';
}

/* Take the field into account; the first of a name counts. */
static void
read_header_field(const MailItem *field, MimeHeader *header, bool *has_encoding)
{
	if (header->kind == MIME_UNTYPED &&
		mail_equals(field->name, "content-type"))
		read_type(field->body, header);
	else if (!*has_encoding &&
			 mail_equals(field->name, "content-transfer-encoding"))
	{
		header->encoding = read_encoding(field->body);
		*has_encoding = true;
	}
}

/*
 * Cut off the header of a part, with the empty line that ends it.  A part may
 * lack both that line and the body.
 */
static MimeHeader
take_part_header(MailSlice *rest)
{
	MimeHeader	header = {MIME_UNTYPED, MIME_PLAIN, {NULL, 0}};
	bool		has_encoding = false;

	for (;;)
	{
		MailSlice	before = *rest;
		MailItem	item = mail_take_item(rest);

		if (item.kind == MAIL_FIELD)
			read_header_field(&item, &header, &has_encoding);
		else if (item.kind == MAIL_OTHER_LINE && is_delimiter(item.body))
		{
			*rest = before;
			return header;
		}
		else if (item.kind != MAIL_OTHER_LINE)
			return header;
	}
}

/* Is it the name of a field about a part, such as Content-Type? */
static bool
is_mime_field(MailSlice name)
{
	static const char prefix[] = "content-";
	MailSlice	begin = {name.start, sizeof(prefix) - 1};

	return name.length > begin.length && mail_equals(begin, prefix);
}

/*
 * Cut off the header of a whole message.
 *
 * Lines that are no field are skipped, such as a mailbox file's "From " line.
 * Where no field is before a delimiter with a field of MIME behind it, the text
 * is the body of a multipart, kept without its header; it then begins with
 * that delimiter.
 */
static MimeHeader
take_message_header(MailSlice *rest)
{
	MimeHeader	header = {MIME_UNTYPED, MIME_PLAIN, {NULL, 0}};
	bool		has_encoding = false;
	bool		has_field = false;
	MailSlice	delimiter = {NULL, 0};
	MailSlice	from_delimiter = *rest;

	for (;;)
	{
		MailSlice	before = *rest;
		MailItem	item = mail_take_item(rest);

		if (item.kind == MAIL_END || (item.kind == MAIL_EMPTY_LINE && has_field))
			return header;
		if (item.kind == MAIL_FIELD)
		{
			if (delimiter.length > 0 && is_mime_field(item.name))
			{
				mail_skip(&delimiter, 2);
				mail_trim(&delimiter);
				header.kind = delimiter.length > 0 ?
					MIME_MULTIPART : MIME_OPAQUE;
				header.boundary = delimiter;
				*rest = from_delimiter;
				return header;
			}
			has_field = true;
			read_header_field(&item, &header, &has_encoding);
		}
		delimiter = mail_no_slice();
		if (item.kind == MAIL_OTHER_LINE && !has_field &&
			is_delimiter(item.body))
		{
			delimiter = item.body;
			from_delimiter = before;
		}
	}
}

/*
 * mime_open
 *		Begin with a text, which may be a whole message, the body of a multipart,
 *		a part with its header, or the bare body of such a part.
 */
MimeCursor
mime_open(const char *text, size_t length)
{
	MailSlice	all = {text, length};
	MimeCursor	cursor = {.rest = all};

	cursor.header = take_message_header(&cursor.rest);
	if (cursor.header.kind == MIME_MULTIPART)
		cursor.boundaries[cursor.depth++] = cursor.header.boundary;
	else if (cursor.header.kind == MIME_UNTYPED)
		cursor.rest = all;
	cursor.is_part = cursor.header.kind == MIME_UNTYPED ||
		cursor.header.kind == MIME_STATUS;
	return cursor;
}

/*
 * The place in the stack of the multipart that the line is a delimiter of
 * (RFC 2046, section 5.1.1), and whether it closes that one; -1 if it is none.
 */
static int
delimited_multipart(const MimeCursor *cursor, MailSlice line, bool *closes)
{
	if (!is_delimiter(line))
		return -1;
	mail_skip(&line, 2);
	for (int i = 0; i < cursor->depth; i++)
	{
		MailSlice	boundary = cursor->boundaries[i];
		MailSlice	end = line;

		if (line.length < boundary.length ||
			memcmp(line.start, boundary.start, boundary.length) != 0)
			continue;
		mail_skip(&end, boundary.length);
		mail_trim(&end);
		*closes = mail_equals(end, "--");
		if (*closes || end.length == 0)
			return i;
	}
	return -1;
}

/* Cut off a body, which goes to the next delimiter; that one is left. */
static MailSlice
take_body(MimeCursor *cursor)
{
	MailSlice	body = {cursor->rest.start, 0};

	while (cursor->rest.length > 0)
	{
		MailSlice	before = cursor->rest;
		bool		closes;

		if (delimited_multipart(cursor, mail_take_line(&cursor->rest),
								&closes) >= 0)
		{
			cursor->rest = before;
			break;
		}
	}
	body.length = (size_t) (cursor->rest.start - body.start);
	return body;
}

/*
 * mime_next_status
 *		Find the next part message/delivery-status or
 *		message/global-delivery-status; false at the end.
 */
bool
mime_next_status(MimeCursor *cursor, MimePart *part)
{
	if (cursor->is_part)
	{
		part->body = cursor->rest;
		part->encoding = cursor->header.encoding;
		part->is_labelled = cursor->header.kind == MIME_STATUS;
		cursor->is_part = false;
		return true;
	}
	while (cursor->depth > 0 && cursor->rest.length > 0)
	{
		MailSlice	line = mail_take_line(&cursor->rest);
		MimeHeader	header;
		bool		closes;
		int			multipart = delimited_multipart(cursor, line, &closes);

		if (multipart < 0)
			continue;
		cursor->depth = multipart;
		if (closes)
			continue;
		cursor->depth++;
		header = take_part_header(&cursor->rest);
		if (header.kind == MIME_MULTIPART && cursor->depth < MIME_MAX_DEPTH)
			cursor->boundaries[cursor->depth++] = header.boundary;
		else if (header.kind == MIME_STATUS)
		{
			part->body = take_body(cursor);
			part->encoding = header.encoding;
			part->is_labelled = true;
			return true;
		}
	}
	return false;
}

/* The six bits that a character of base64 stands for, or -1. */
static int
base64_bits(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* RFC 2045, section 6.8: whatever is no character of base64 is skipped. */
static size_t
decode_base64(MailSlice body, char *text)
{
	size_t		length = 0;
	uint32_t	bits = 0;
	int			count = 0;

	for (size_t i = 0; i < body.length && body.start[i] != '='; i++)
	{
		int			more = base64_bits(body.start[i]);

		if (more < 0)
			continue;
		bits = (bits << 6 | (uint32_t) more) & 0xFFFFFF;
		count += 6;
		if (count >= 8)
		{
			count -= 8;
			text[length++] = (char) (bits >> count & 0xFF);
		}
	}
	return length;
}

/*
 * RFC 2045, section 6.7: =XX is a byte, = at the end of a line continues it.
 * Any other = stands for itself.
 */
static size_t
decode_quoted_printable(MailSlice body, char *text)
{
	size_t		length = 0;

	while (body.length > 0)
	{
		MailSlice	after;
		char		c = body.start[0];

		mail_skip(&body, 1);
		if (c != '=')
		{
			text[length++] = c;
			continue;
		}
		if (body.length >= 2 && hex_value(body.start[0]) >= 0 &&
			hex_value(body.start[1]) >= 0)
		{
			text[length++] = (char) (hex_value(body.start[0]) << 4 |
									 hex_value(body.start[1]));
			mail_skip(&body, 2);
			continue;
		}
		after = body;
		while (after.length > 0 && is_space(after.start[0]))
			mail_skip(&after, 1);
		if (after.length > 0 && !is_blank(after.start[0]))
			text[length++] = c;
		else
		{
			mail_take_line(&after);
			body = after;
		}
	}
	return length;
}

/*
 * mime_decode
 *		Write what an encoded body stands for, at most as many bytes as the
 *		body has; return their number.
 */
size_t
mime_decode(MimePart part, char *text)
{
	switch (part.encoding)
	{
		case MIME_BASE64:
			return decode_base64(part.body, text);
		case MIME_QUOTED_PRINTABLE:
			return decode_quoted_printable(part.body, text);
		case MIME_PLAIN:
			break;
	}
	memcpy(text, part.body.start, part.body.length);
	return part.body.length;
}
