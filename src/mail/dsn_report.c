/*
 * dsn_report.c
 *	  Splitting a report into recipients, and reading their fields.
 *
 * One pass over the lines; a field is read twice at most.
 */
#include "mail/dsn_report.h"

#include <string.h>

#include "base/ascii.h"
#include "code/code_text.h"

/* RFC 3464, sections 2.2 and 2.3 */
static const char *const field_names[DSN_FIELD_COUNT] = {
	[DSN_ORIGINAL_RECIPIENT] = "original-recipient",
	[DSN_FINAL_RECIPIENT] = "final-recipient",
	[DSN_ACTION] = "action",
	[DSN_STATUS] = "status",
	[DSN_DIAGNOSTIC_CODE] = "diagnostic-code",
	[DSN_REMOTE_MTA] = "remote-mta",
	[DSN_LAST_ATTEMPT_DATE] = "last-attempt-date",
	[DSN_WILL_RETRY_UNTIL] = "will-retry-until",
	[DSN_FINAL_LOG_ID] = "final-log-id",
	[DSN_REPORTING_MTA] = "reporting-mta",
	[DSN_ARRIVAL_DATE] = "arrival-date",
	[DSN_ORIGINAL_ENVELOPE_ID] = "original-envelope-id"
};

static const DsnRecipient no_fields = {{{NULL, 0}}};

/*
 * dsn_open
 *		Begin with the body of a part message/delivery-status.
 *
 * A text that is only taken for one may be an ordinary message or go on with
 * the message that is reported on: it should end where such a header begins.
 */
DsnReport
dsn_open(MailSlice text, bool ends_at_header)
{
	DsnReport	report = {.rest = text, .ends_at_header = ends_at_header};

	return report;
}

static DsnField
field_by_name(MailSlice name)
{
	int			field = 0;

	while (field < DSN_FIELD_COUNT && !mail_equals(name, field_names[field]))
		field++;
	return (DsnField) field;
}

/*
 * Every message has these two fields (RFC 5322, section 3.6), and a report has
 * neither: where one of them is, the header of a message has begun.
 */
static bool
is_message_header(MailSlice name)
{
	return mail_equals(name, "from") || mail_equals(name, "date");
}

/* How long is it, whatever its lines end with? */
static size_t
length_without_ends(MailSlice body)
{
	size_t		length = 0;

	for (size_t i = 0; i < body.length; i++)
		length += !is_line_end(body.start[i]);
	return length;
}

/*
 * Keep a field of the message.  After recipients, it is the first one of
 * another report.
 */
static void
keep_message_field(DsnReport *report, DsnField field, MailSlice body)
{
	MailSlice  *place = &report->message.fields[field];

	if (report->in_recipients)
	{
		report->message = no_fields;
		report->in_recipients = false;
	}
	if (place->start != NULL)
		return;
	mail_trim(&body);
	if (length_without_ends(body) > DSN_MESSAGE_FIELD_MAX)
		body.length = 0;
	*place = body;
}

static inline bool
has_field(const DsnRecipient *group, DsnField field)
{
	return group->fields[field].start != NULL;
}

/*
 * Is the group of fields about a recipient?
 *
 * RFC 3464, section 2.3 requires Final-Recipient, Action and Status.  Not every
 * sender heeds that; but a recipient alone says nothing, and is what the
 * notifications of RFC 3798 have.
 */
static bool
is_recipient(const DsnRecipient *group)
{
	bool		has_address = has_field(group, DSN_FINAL_RECIPIENT);

	has_address |= has_field(group, DSN_ORIGINAL_RECIPIENT);
	return has_address + has_field(group, DSN_ACTION) +
		has_field(group, DSN_STATUS) +
		has_field(group, DSN_DIAGNOSTIC_CODE) >= 2;
}

/*
 * Cut off a group of fields, which an empty line ends; of a repeated field
 * the first counts.  A second recipient begins a group though no empty line is
 * before it.
 */
static void
take_group(DsnReport *report, DsnRecipient *group)
{
	*group = no_fields;
	for (;;)
	{
		MailSlice	before = report->rest;
		MailItem	item = mail_take_item(&report->rest);
		DsnField	field;

		if (item.kind == MAIL_EMPTY_LINE || item.kind == MAIL_END)
			return;
		if (item.kind == MAIL_OTHER_LINE)
			continue;
		if (report->ends_at_header && is_message_header(item.name))
		{
			mail_skip(&report->rest, report->rest.length);
			*group = no_fields;
			return;
		}
		field = field_by_name(item.name);
		if (field == DSN_OTHER_FIELD)
			continue;
		if (field >= DSN_REPORTING_MTA)
			keep_message_field(report, field, item.body);
		else if (!has_field(group, field))
			group->fields[field] = item.body;
		else if (field == DSN_FINAL_RECIPIENT ||
				 field == DSN_ORIGINAL_RECIPIENT)
		{
			report->rest = before;
			return;
		}
	}
}

/*
 * dsn_next_recipient
 *		Find the next recipient: its fields, and those of the message; false at
 *		the end.
 */
bool
dsn_next_recipient(DsnReport *report, DsnRecipient *recipient)
{
	while (report->rest.length > 0)
	{
		take_group(report, recipient);
		if (!is_recipient(recipient))
			continue;
		for (int field = DSN_REPORTING_MTA; field < DSN_FIELD_COUNT; field++)
			recipient->fields[field] = report->message.fields[field];
		report->in_recipients = true;
		return true;
	}
	return false;
}

/*
 * May it be part of a type, which is an atom (RFC 3464, section 2.1.2; RFC
 * 5322, section 3.2.3)?  Not the equals sign: C=DE; ADMD=A is an address.
 */
static inline bool
is_type(char c)
{
	return is_letter(c) || is_digit(c) ||
		(c != '\0' && strchr("!#$%&'*+-/?^_`{|}~", c));
}

/*
 * dsn_typed_value
 *		Split "type; value".  A body without a type is the value as a whole.
 *
 * The value may be empty.
 */
DsnTyped
dsn_typed_value(MailSlice body)
{
	DsnTyped	typed;
	MailSlice	type;
	MailSlice	rest;

	mail_trim(&body);
	type = mail_slice(body.start, 0);
	while (type.length < body.length && is_type(type.start[type.length]))
		type.length++;
	rest = body;
	mail_skip(&rest, type.length);
	mail_skip_comments(&rest);
	if (type.length == 0 || !is_letter(type.start[0]) || rest.length == 0 ||
		rest.start[0] != ';')
	{
		typed.type = mail_no_slice();
		typed.value = body;
		return typed;
	}
	mail_skip(&rest, 1);
	mail_trim(&rest);
	typed.type = type;
	typed.value = rest;
	return typed;
}

/*
 * Leave out a type that is no atom, such as "RFC 822;", before an address.  What
 * is quoted, or has an @, is no type.
 */
static void
skip_bad_type(MailSlice *value)
{
	size_t		length = 0;
	bool		has_at = false;

	while (length < value->length && value->start[length] != ';' &&
		   value->start[length] != '"' && value->start[length] != '@' &&
		   value->start[length] != '=')
		length++;
	if (length == 0 || length == value->length || value->start[length] != ';')
		return;
	for (size_t i = length; i < value->length && !has_at; i++)
		has_at = value->start[i] == '@';
	if (!has_at)
		return;
	mail_skip(value, length + 1);
	mail_trim(value);
}

/*
 * dsn_address
 *		The address of a recipient, with its type, without angle brackets.
 */
DsnTyped
dsn_address(MailSlice body)
{
	DsnTyped	address = dsn_typed_value(body);
	MailSlice  *value = &address.value;

	if (address.type.length == 0)
		skip_bad_type(value);
	if (value->length >= 2 && value->start[0] == '<' &&
		value->start[value->length - 1] == '>')
	{
		mail_skip(value, 1);
		value->length--;
		mail_trim(value);
	}
	return address;
}

/*
 * dsn_mta_name
 *		The name of a mail server, without its type and without the comment in
 *		which some senders put its address.
 */
MailSlice
dsn_mta_name(MailSlice body)
{
	MailSlice	name = dsn_typed_value(body).value;
	size_t		length = 0;

	while (length < name.length && name.start[length] != '(')
		length++;
	name.length = length;
	mail_trim(&name);
	return name;
}

/*
 * dsn_action
 *		The action as it was written, without comments; it may be empty.
 *
 * Of what begins with one of RFC 3464's words (section 2.3.3), only that.
 */
MailSlice
dsn_action(MailSlice body)
{
	static const char *const actions[] = {
		"failed", "delayed", "delivered", "relayed", "expanded", NULL
	};
	MailSlice	word;
	MailSlice	rest;

	mail_skip_comments(&body);
	rest = body;
	word = mail_take_token(&rest, ".,:;!");
	for (const char *const *action = actions; *action != NULL; action++)
	{
		if (mail_equals(word, *action))
			return word;
	}
	rest = body;
	body.length = 0;
	while (body.length < rest.length && body.start[body.length] != '(')
		body.length++;
	mail_trim(&body);
	return body;
}

/*
 * dsn_is_exit_status
 *		Is what looks like a reply, one without an enhanced code, the exit status
 *		of a program?
 *
 * That is at most 255, and what the diagnostic of a local delivery has: "X-Unix;
 * 255".  A reply of SMTP has the type smtp, or it is quoted among words.
 */
bool
dsn_is_exit_status(DsnTyped diagnostic, int32_t reply)
{
	return diagnostic.type.length > 0 && reply <= 255 &&
		diagnostic.value.length >= 3 && is_digit(diagnostic.value.start[0]) &&
		!mail_equals(diagnostic.type, "smtp") &&
		!mail_equals(diagnostic.type, "esmtp") &&
		!mail_equals(diagnostic.type, "lmtp");
}

/* The status; false if it is no enhanced status code. */
bool
dsn_status(MailSlice body, int32_t *code)
{
	MailSlice	word;
	CodeFault	fault;

	mail_skip_comments(&body);
	word = mail_take_token(&body, "");
	return esc_parse(word.start, word.length, code, &fault);
}

/*
 * dsn_read_escape
 *		Read \x{HEX}, a character of an address in ASCII (RFC 6533, section 3).
 *		Returns the length of that, or 0.
 */
size_t
dsn_read_escape(MailSlice text, uint32_t *character)
{
	size_t		at = 3;
	uint32_t	value = 0;

	if (text.length < at || text.start[0] != '\\' || text.start[1] != 'x' ||
		text.start[2] != '{')
		return 0;
	for (; at < text.length && at < 3 + 6; at++)
	{
		int			digit = hex_value(text.start[at]);

		if (digit < 0)
			break;
		value = value << 4 | (uint32_t) digit;
	}
	if (at == text.length || text.start[at] != '}' ||
		value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return 0;
	*character = value;
	return at + 1;
}

/*
 * dsn_is_escaped
 *		Has an address of type utf-8 characters as \x{HEX}?
 *
 * If it has a backslash of another kind, it is as it was written in the mail,
 * where a backslash may stand within quotes.
 */
bool
dsn_is_escaped(MailSlice address)
{
	bool		found = false;

	while (address.length > 0)
	{
		uint32_t	character;
		size_t		length = 1;

		if (address.start[0] == '\\')
		{
			length = dsn_read_escape(address, &character);
			if (length == 0)
				return false;
			found = true;
		}
		mail_skip(&address, length);
	}
	return found;
}
