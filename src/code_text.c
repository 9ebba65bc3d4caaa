/*
 * code_text.c
 *	  Reading and writing the text forms: one pass, no allocation, no locale.
 */
#include "code_text.h"

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* ASCII white space, as isspace() has it in the C locale */
static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * Record what is wrong with the character at the offset, or with the end of
 * the text, where a digit of the part was wanted.
 */
static bool
fault_at(CodeFault *fault, const char *text, size_t length, size_t offset,
		 CodePart part)
{
	char		c = offset < length ? text[offset] : '\0';

	fault->part = part;
	fault->offset = offset;
	if (length == 0)
		fault->kind = CODE_EMPTY;
	else if (offset == length)
		fault->kind = CODE_PART_MISSING;
	else if (is_blank(c))
		fault->kind = CODE_BLANK;
	else if (c == 'X' || c == 'x' || c == '*')
		fault->kind = CODE_WILDCARD;
	else
		fault->kind = CODE_NOT_DIGIT;
	return false;
}

static bool
fault_of(CodeFault *fault, CodeFaultKind kind, CodePart part, size_t offset)
{
	fault->kind = kind;
	fault->part = part;
	fault->offset = offset;
	return false;
}

/*
 * Read one part of an enhanced code, a number of one to three digits without
 * a leading zero, and move the offset behind it.
 */
static inline bool
parse_part(const char *text, size_t length, size_t *offset, CodePart part,
		   int32_t *number, CodeFault *fault)
{
	size_t		start = *offset;
	size_t		at = start;
	int32_t		value = 0;

	while (at < length && is_digit(text[at]))
	{
		if (at - start == 3)
			return fault_of(fault, CODE_TOO_LONG, part, at);
		value = value * 10 + (text[at++] - '0');
	}
	if (at == start)
		return fault_at(fault, text, length, at, part);
	if (text[start] == '0' && at - start > 1)
		return fault_of(fault, CODE_LEADING_ZERO, part, start);

	*number = value;
	*offset = at;
	return true;
}

/* Step over the dot that stands before the given part. */
static inline bool
parse_dot(const char *text, size_t length, size_t *offset, CodePart next,
		  CodeFault *fault)
{
	if (*offset == length)
		return fault_of(fault, CODE_PART_MISSING, next, *offset);
	if (text[*offset] != '.')
	{
		fault_at(fault, text, length, *offset, next);
		if (fault->kind != CODE_BLANK)
			fault->kind = CODE_NO_DOT;
		return false;
	}
	(*offset)++;
	return true;
}

/*
 * esc_parse
 *		Read an enhanced status code (RFC 3463, section 2).
 *
 * The whole text must be the code: class 2, 4 or 5, subject and detail of one
 * to three digits without a leading zero, no blanks.  The text need not end
 * with a zero byte.  Returns false and describes the first fault otherwise.
 */
bool
esc_parse(const char *text, size_t length, int32_t *code, CodeFault *fault)
{
	size_t		offset;
	int32_t		class;
	int32_t		subject = 0;
	int32_t		detail = 0;

	if (length == 0 || !is_digit(text[0]))
		return fault_at(fault, text, length, 0, CODE_CLASS);
	class = text[0] - '0';
	if (!esc_class_is_valid(class) || (length > 1 && is_digit(text[1])))
		return fault_of(fault, CODE_BAD_CLASS, CODE_CLASS, 0);
	offset = 1;

	if (!parse_dot(text, length, &offset, CODE_SUBJECT, fault) ||
		!parse_part(text, length, &offset, CODE_SUBJECT, &subject, fault) ||
		!parse_dot(text, length, &offset, CODE_DETAIL, fault) ||
		!parse_part(text, length, &offset, CODE_DETAIL, &detail, fault))
		return false;
	if (offset < length)
	{
		fault_at(fault, text, length, offset, CODE_DETAIL);
		if (fault->kind != CODE_BLANK)
			fault->kind = CODE_TRAILING;
		return false;
	}

	*code = esc_pack(class, subject, detail);
	return true;
}

/*
 * reply_parse
 *		Read a reply code: three digits, of which the first is 1 to 5.
 *
 * RFC 5321, section 4.2 wants 2 to 5 there and 0 to 5 in the second place;
 * 1yz is RFC 821's, and 571 or 585 are sent by real servers.
 */
bool
reply_parse(const char *text, size_t length, int32_t *reply, CodeFault *fault)
{
	size_t		at;
	int32_t		value = 0;

	for (at = 0; at < 3; at++)
	{
		if (at == length || !is_digit(text[at]))
			return fault_at(fault, text, length, at, CODE_CLASS);
		value = value * 10 + (text[at] - '0');
	}
	if (length > 3)
	{
		fault_at(fault, text, length, at, CODE_CLASS);
		if (fault->kind != CODE_BLANK)
			fault->kind = is_digit(text[at]) ? CODE_TOO_LONG : CODE_TRAILING;
		return false;
	}
	if (!reply_is_valid(value))
		return fault_of(fault, CODE_BAD_CLASS, CODE_CLASS, 0);

	*reply = value;
	return true;
}

/* Leave out the blanks at both ends. */
void
trim_blanks(const char **text, size_t *length)
{
	while (*length > 0 && is_blank((*text)[*length - 1]))
		(*length)--;
	while (*length > 0 && is_blank(**text))
	{
		(*text)++;
		(*length)--;
	}
}

/* Write a number of at most three digits, and return the place after it. */
static inline char *
put_number(char *to, int32_t number)
{
	if (number >= 100)
		*to++ = (char) ('0' + number / 100);
	if (number >= 10)
		*to++ = (char) ('0' + number / 10 % 10);
	*to++ = (char) ('0' + number % 10);
	return to;
}

/*
 * esc_format
 *		Write a code and a zero byte into ESC_TEXT_SIZE bytes; return the
 *		length of the text.
 */
size_t
esc_format(int32_t code, char *text)
{
	char	   *to = text;

	*to++ = (char) ('0' + esc_class_of(code));
	*to++ = '.';
	to = put_number(to, esc_subject_of(code));
	*to++ = '.';
	to = put_number(to, esc_detail_of(code));
	*to = '\0';
	return (size_t) (to - text);
}

/*
 * reply_format
 *		Write a reply code and a zero byte into REPLY_TEXT_SIZE bytes; return
 *		the length of the text.
 */
size_t
reply_format(int32_t reply, char *text)
{
	char	   *end = put_number(text, reply);

	*end = '\0';
	return (size_t) (end - text);
}
