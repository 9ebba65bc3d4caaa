/*
 * mail_field.c
 *	  Reading lines and fields: one pass, no allocation, no locale.
 *
 * Messages in a database have been through many hands, so any of LF, CRLF and
 * CR ends a line, whatever the others end with.
 */
#include "mail/mail_field.h"

#include <string.h>

#include "base/ascii.h"
#include "base/interrupt.h"

/*
 * Leave out that many bytes at the beginning.  What is not there has none, and
 * no address to add to.
 */
void
mail_skip(MailSlice *rest, size_t count)
{
	if (count == 0)
		return;
	rest->start += count;
	rest->length -= count;
}

/*
 * mail_take_line
 *		Cut off a line and what ends it; return the line without that.
 *
 * CR CR LF is one end, too: it is a CRLF that was once taken for an LF.
 */
MailSlice
mail_take_line(MailSlice *rest)
{
	MailSlice	line = {rest->start, 0};
	size_t		end;

	allow_interrupt();
	while (line.length < rest->length && !is_line_end(line.start[line.length]))
		line.length++;

	end = line.length;
	while (end < rest->length && end < line.length + 2 &&
		   line.start[end] == '\r')
		end++;
	if (end < rest->length && line.start[end] == '\n')
		end++;
	else if (end > line.length)
		end = line.length + 1;	/* each CR is an end of its own */
	mail_skip(rest, end);
	return line;
}

/* Split a line at the colon after a field's name; false if it has none. */
static bool
split_field(MailSlice line, MailItem *item)
{
	size_t		name = 0;
	size_t		colon;

	/* printable ASCII; but a delimiter between parts may have a colon, too */
	while (name < line.length && line.start[name] > ' ' &&
		   line.start[name] <= '~' && line.start[name] != ':')
		name++;
	colon = name;
	while (colon < line.length && is_space(line.start[colon]))
		colon++;
	if (name == 0 || colon == line.length || line.start[colon] != ':' ||
		(name >= 2 && line.start[0] == '-' && line.start[1] == '-'))
		return false;

	item->name = mail_slice(line.start, name);
	item->body = line;
	mail_skip(&item->body, colon + 1);
	return true;
}

/*
 * mail_take_item
 *		Cut off a field with its continuation lines, or a line that is none.
 *
 * A line of blanks alone continues a field, as RFC 5322, section 4.2 has it.
 */
MailItem
mail_take_item(MailSlice *rest)
{
	MailItem	item = {MAIL_END, {NULL, 0}, {NULL, 0}};
	MailSlice	line;

	if (rest->length == 0)
		return item;
	line = mail_take_line(rest);
	item.body = line;
	if (line.length == 0)
		item.kind = MAIL_EMPTY_LINE;
	else if (split_field(line, &item))
		item.kind = MAIL_FIELD;
	else
		item.kind = MAIL_OTHER_LINE;

	if (item.kind == MAIL_FIELD)
	{
		while (rest->length > 0 && is_space(rest->start[0]))
		{
			line = mail_take_line(rest);
			item.body.length = (size_t) (line.start + line.length -
										 item.body.start);
		}
	}
	return item;
}

/* Is it that word, given in lower case, in any letter case? */
bool
mail_equals(MailSlice slice, const char *word)
{
	for (size_t i = 0; i < slice.length; i++)
	{
		if (ascii_lower(slice.start[i]) != word[i] || word[i] == '\0')
			return false;
	}
	return word[slice.length] == '\0';
}

/* Leave out the blanks and line ends at both ends. */
void
mail_trim(MailSlice *slice)
{
	while (slice->length > 0 && is_blank(slice->start[slice->length - 1]))
		slice->length--;
	while (slice->length > 0 && is_blank(slice->start[0]))
		mail_skip(slice, 1);
}

/*
 * mail_skip_comments
 *		Leave out the blanks, line ends and comments at the beginning: CFWS of
 *		RFC 5322, section 3.2.2.
 *
 * Comments nest.  One that nothing ends goes to the end of the body.
 */
void
mail_skip_comments(MailSlice *rest)
{
	size_t		depth = 0;

	while (rest->length > 0)
	{
		char		c = rest->start[0];

		if (c == '(')
			depth++;
		else if (depth == 0)
		{
			if (!is_blank(c))
				return;
		}
		else if (c == ')')
			depth--;
		else if (c == '\\' && rest->length > 1)
			mail_skip(rest, 1);
		mail_skip(rest, 1);
	}
}

/*
 * mail_take_token
 *		Cut off what stands before the first blank, comment or delimiter;
 *		it may be empty.
 */
MailSlice
mail_take_token(MailSlice *rest, const char *delimiters)
{
	MailSlice	token = {rest->start, 0};

	while (token.length < rest->length)
	{
		char		c = token.start[token.length];

		if (is_blank(c) || c == '(' || (c != '\0' && strchr(delimiters, c)))
			break;
		token.length++;
	}
	mail_skip(rest, token.length);
	return token;
}

/*
 * mail_unfold
 *		Write a body as one line, without the blanks at its ends: each line end,
 *		with the blanks round it, becomes one blank.
 *
 * The text takes at most as many bytes as the body.  Returns its length.
 */
size_t
mail_unfold(MailSlice body, char *text)
{
	size_t		length = 0;

	mail_trim(&body);
	for (size_t i = 0; i < body.length; i++)
	{
		if (!is_line_end(body.start[i]))
		{
			text[length++] = body.start[i];
			continue;
		}
		while (is_space(text[length - 1]))
			length--;
		text[length++] = ' ';
		while (is_blank(body.start[i + 1]))
			i++;
	}
	return length;
}
