/*
 * code_text.c
 *	  Reading and writing the text forms: one pass, no allocation, no locale.
 */
#include "code/code_text.h"

#include "base/ascii.h"

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

/* Read the class: one digit, and none after it. */
static inline bool
parse_class(const char *text, size_t length, size_t *offset, int32_t *class,
			CodeFault *fault)
{
	if (length == 0 || !is_digit(text[0]))
		return fault_at(fault, text, length, 0, CODE_CLASS);
	*class = text[0] - '0';
	if (!esc_class_is_valid(*class) || (length > 1 && is_digit(text[1])))
		return fault_of(fault, CODE_BAD_CLASS, CODE_CLASS, 0);
	*offset = 1;
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

/* Nothing may stand after the code. */
static inline bool
parse_end(const char *text, size_t length, size_t offset, CodeFault *fault)
{
	if (offset == length)
		return true;
	fault_at(fault, text, length, offset, CODE_DETAIL);
	if (fault->kind != CODE_BLANK)
		fault->kind = CODE_TRAILING;
	return false;
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
	size_t		offset = 0;
	int32_t		class = 0;
	int32_t		subject = 0;
	int32_t		detail = 0;

	if (!parse_class(text, length, &offset, &class, fault) ||
		!parse_dot(text, length, &offset, CODE_SUBJECT, fault) ||
		!parse_part(text, length, &offset, CODE_SUBJECT, &subject, fault) ||
		!parse_dot(text, length, &offset, CODE_DETAIL, fault) ||
		!parse_part(text, length, &offset, CODE_DETAIL, &detail, fault) ||
		!parse_end(text, length, offset, fault))
		return false;

	*code = esc_pack(class, subject, detail);
	return true;
}

/*
 * The length of the wildcard at the offset, or 0: *, or one to three times the
 * same of the letters X and Y, as IANA writes 5.XXX.YYY, in any case.
 */
static size_t
wildcard_length(const char *text, size_t length, size_t offset)
{
	size_t		at = offset;
	char		letter;

	if (at == length)
		return 0;
	if (text[at] == '*')
		return 1;
	letter = text[at] & ~('x' ^ 'X');
	if (letter != 'X' && letter != 'Y')
		return 0;
	while (at < length && at - offset < 3 &&
		   (text[at] & ~('x' ^ 'X')) == letter)
		at++;
	return at - offset;
}

/* Read the details of a pattern: a wildcard, a number, or a range. */
static bool
parse_details(const char *text, size_t length, size_t *offset,
			  int32_t *first, int32_t *last, CodeFault *fault)
{
	size_t		wildcard = wildcard_length(text, length, *offset);

	if (wildcard > 0)
	{
		*offset += wildcard;
		*first = 0;
		*last = ESC_PART_MAX;
		return true;
	}
	if (!parse_part(text, length, offset, CODE_DETAIL, first, fault))
		return false;
	*last = *first;
	if (*offset < length && text[*offset] == '-')
	{
		(*offset)++;
		if (!parse_part(text, length, offset, CODE_DETAIL, last, fault))
			return false;
		if (*last < *first)
			return fault_of(fault, CODE_REVERSED, CODE_DETAIL, *offset - 1);
	}
	return true;
}

/*
 * pattern_parse
 *		Read a pattern: a code in which the class, the subject or the detail
 *		may be a wildcard, and the detail a range.
 */
bool
pattern_parse(const char *text, size_t length, int64_t *pattern,
			  CodeFault *fault)
{
	size_t		offset = 0;
	size_t		wildcard;
	PatternParts parts = {0};

	if (length > 0 && (text[0] == 'X' || text[0] == 'x' || text[0] == '*'))
	{
		parts.class = PATTERN_ANY;
		offset = 1;
	}
	else if (!parse_class(text, length, &offset, &parts.class, fault))
		return false;

	if (!parse_dot(text, length, &offset, CODE_SUBJECT, fault))
		return false;
	wildcard = wildcard_length(text, length, offset);
	if (wildcard > 0)
	{
		parts.subject = PATTERN_ANY;
		offset += wildcard;
	}
	else if (!parse_part(text, length, &offset, CODE_SUBJECT, &parts.subject, fault))
		return false;

	if (!parse_dot(text, length, &offset, CODE_DETAIL, fault) ||
		!parse_details(text, length, &offset, &parts.first, &parts.last, fault) ||
		!parse_end(text, length, offset, fault))
		return false;

	*pattern = pattern_pack(parts);
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

/* Write a part of a pattern, X for any. */
static inline char *
put_part(char *to, int32_t number)
{
	if (number == PATTERN_ANY)
	{
		*to++ = 'X';
		return to;
	}
	return put_number(to, number);
}

/*
 * pattern_format
 *		Write a pattern in its one canonical form and a zero byte into
 *		PATTERN_TEXT_SIZE bytes; return the length of the text.
 */
size_t
pattern_format(int64_t pattern, char *text)
{
	PatternParts parts = pattern_parts(pattern);
	char	   *to = text;

	to = put_part(to, parts.class);
	*to++ = '.';
	to = put_part(to, parts.subject);
	*to++ = '.';
	if (pattern_has_all_details(parts))
		to = put_part(to, PATTERN_ANY);
	else
	{
		to = put_number(to, parts.first);
		if (parts.last > parts.first)
		{
			*to++ = '-';
			to = put_number(to, parts.last);
		}
	}
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
