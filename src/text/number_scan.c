/*
 * number_scan.c
 *	  Numbers in a text that may be codes: where they are, and which of them are
 *	  codes by their form and by the bytes round them.
 *
 * Each function looks at a bounded number of bytes but for next_number(), which
 * looks at those that it passes.
 */
#include "text/number_scan.h"

#include <string.h>

#include "base/ascii.h"
#include "base/sixteen.h"
#include "text/reply_words.h"

/* The most separators between a reply code and its enhanced code. */
#define MAX_SEPARATORS 8

/*
 * May a number begin at the offset: not within a longer number, a word, an
 * address, a path?  Hyphens and slashes are for the callers to judge.
 */
static bool
number_may_begin(const char *text, size_t offset)
{
	char		before = byte_before(text, offset);

	if (before == ':')			/* the end of an IPv6 address? */
		return offset == 1 || text[offset - 2] != ':';
	if (is_letter(before))
		return is_literal_line_end(text, offset);
	if (before == '_')
		return is_underscored(text, offset);
	return !is_digit(before) && before != '.' && before != '@' &&
		before != '+' && before != '\\';
}

/*
 * The place of the first of sixteen bytes with which 550 or 5.1 begins, or
 * sixteen.  The bytes round them are looked at, too: one before, two behind.
 */
static inline size_t
first_digit_of_sixteen(const char *text)
{
	Bytes		before;
	Bytes		first;
	Bytes		second;
	Bytes		third;
	Bytes		marks;

	memcpy(&before, text - 1, sizeof(Bytes));
	memcpy(&first, text, sizeof(Bytes));
	memcpy(&second, text + 1, sizeof(Bytes));
	memcpy(&third, text + 2, sizeof(Bytes));
	marks = BYTES_BETWEEN(first, '2', '5') & BYTES_BETWEEN(third, '0', '9') &
		(BYTES_BETWEEN(second, '0', '9') | (Bytes) (second == (uint8_t) '.')) &
		~BYTES_BETWEEN(before, '0', '9');
	return first_mark(&marks);
}

/* Does 550 or 5.1 begin at the offset? */
static inline bool
is_first_digit(const char *text, size_t length, size_t offset)
{
	char		second = byte_at(text, length, offset + 1);
	char		third = byte_at(text, length, offset + 2);

	return text[offset] >= '2' && text[offset] <= '5' &&
		(is_digit(second) || second == '.') && is_digit(third);
}

/*
 * next_number
 *		The place of the next number that may be a reply code or an enhanced
 *		code, at the offset or behind it; the length of the text if there is
 *		none.
 *
 * What is found begins with a digit, a digit or a dot, and a digit.  A text has
 * few such numbers, and the way there is long: hence sixteen bytes in a step.
 */
size_t
next_number(const char *text, size_t length, size_t offset)
{
	/* there is no byte before the first */
	if (offset == 0)
	{
		if (length == 0 || is_first_digit(text, length, 0))
			return 0;
		offset = 1;
	}
	while (length - offset >= sizeof(Bytes) + 2)
	{
		size_t		step = first_digit_of_sixteen(text + offset);

		offset += step;
		if (step == sizeof(Bytes))
			continue;
		if (number_may_begin(text, offset))
			return offset;
		offset++;
	}
	while (offset < length && !(is_first_digit(text, length, offset) &&
								number_may_begin(text, offset)))
		offset++;
	return offset;
}

/* Read one to three digits without a leading zero; 0 if there are none such. */
static inline size_t
read_number(const char *text, size_t length, size_t offset, int32_t *number)
{
	size_t		digits = 1;
	char		first = byte_at(text, length, offset);

	if (!is_digit(first))
		return 0;
	*number = first - '0';
	if (!is_digit(byte_at(text, length, offset + 1)))
		return 1;				/* as most are */
	while (digits < 4 && is_digit(byte_at(text, length, offset + digits)))
		*number = *number * 10 + (text[offset + digits++] - '0');
	return digits > 3 || first == '0' ? 0 : digits;
}

/*
 * The length of class.subject.detail at the offset, or 0; what follows is not
 * looked at but for digits.
 */
static size_t
code_length(const char *text, size_t length, size_t offset, int32_t *code)
{
	char		class = byte_at(text, length, offset);
	size_t		at = offset + 1;
	size_t		digits;
	int32_t		subject;
	int32_t		detail;

	if (!is_digit(class) || !esc_class_is_valid(class - '0') ||
		byte_at(text, length, at) != '.')
		return 0;
	at++;
	digits = read_number(text, length, at, &subject);
	at += digits;
	if (digits == 0 || byte_at(text, length, at) != '.')
		return 0;
	at++;
	digits = read_number(text, length, at, &detail);
	at += digits;
	if (digits == 0)
		return 0;

	*code = esc_pack(class - '0', subject, detail);
	return at - offset;
}

/* Does the code that ends before the offset go on: 5.1.1.7, 5.1.1x, 5.1.1@? */
static bool
code_goes_on(const char *text, size_t length, size_t offset)
{
	char		next = byte_at(text, length, offset);
	char		after = byte_at(text, length, offset + 1);

	return is_letter(next) || next == '_' || next == '@' || next == '+' ||
		(next == '.' && (is_digit(after) || is_letter(after)));
}

/*
 * Does it, where the number at the begin may begin what has underscores for blanks?
 * Then it does not go on with one.
 */
static inline bool
number_goes_on(const char *text, size_t length, size_t begin, size_t end)
{
	return code_goes_on(text, length, end) &&
		!(text[end] == '_' && is_underscored(text, begin));
}

/* Is it part of a version (5.1.1-beta), or of a date (4.5.21 12:30)? */
static bool
is_version_or_date(const char *text, size_t length, size_t offset, int32_t code)
{
	char		next = byte_at(text, length, offset);
	char		after = byte_at(text, length, offset + 1);
	size_t		colon = offset + 2;

	if (next == '-')
		return is_digit(after) || is_letter(after);
	if (next != ' ' || !is_digit(after) || esc_subject_of(code) > 12)
		return false;
	if (is_digit(byte_at(text, length, colon)))
		colon++;
	return byte_at(text, length, colon) == ':' &&
		is_digit(byte_at(text, length, colon + 1));
}

/*
 * Does the hyphen or the slash before the offset let a code begin?  It does
 * after a reply code (550-5.1.1), and a hyphen where no word stands before it.
 */
static bool
hyphen_allows_code(const char *text, size_t offset)
{
	if (offset >= 4 && is_digit(text[offset - 2]) &&
		is_digit(text[offset - 3]) && is_digit(text[offset - 4]) &&
		(offset == 4 || !is_digit(text[offset - 5])))
		return true;
	return text[offset - 1] == '-' &&
		(offset == 1 || is_blank(text[offset - 2]));
}

/*
 * code_may_begin
 *		May an enhanced code begin at the offset, or a reply code with its
 *		enhanced code, as far as the bytes before tell?
 */
bool
code_may_begin(const char *text, size_t offset)
{
	char		before = byte_before(text, offset);

	return number_may_begin(text, offset) &&
		((before != '-' && before != '/') || hyphen_allows_code(text, offset));
}

/* Does a word stand before the offset that makes the number a version? */
static bool
version_word_before(const char *text, size_t offset)
{
	size_t		word = offset;

	while (word > 0 && offset - word < MAX_SEPARATORS &&
		   (text[word - 1] == ' ' || text[word - 1] == ':' || text[word - 1] == '='))
		word--;
	return word < offset && (word_before(text, word) & WORD_PROGRAM) != 0;
}

/*
 * lone_code
 *		The length of the enhanced code at the offset if it stands alone, or 0.
 */
size_t
lone_code(const char *text, size_t length, size_t offset, int32_t *code)
{
	size_t		size = code_length(text, length, offset, code);
	size_t		end = offset + size;

	if (size == 0 ||
		number_goes_on(text, length, offset, end) ||
		is_version_or_date(text, length, end, *code) ||
		!code_may_begin(text, offset) || version_word_before(text, offset))
		return 0;
	return size;
}

/* Does what stands between a reply code and its enhanced code include c? */
static inline bool
is_separator(char c)
{
	return is_blank(c) || c == '-' || c == '/' || c == '#' || c == '\'' ||
		c == '"' || c == '(' || c == '[' || c == '<' || c == ':' || c == ',' ||
		c == ';' || c == '|';
}

/*
 * quote_length
 *		The length of what opens a quotation in the text of an error: ', b' and
 *		u" of Python, HTML's &#39; and &quot;; 0 where there is none such.
 */
size_t
quote_length(const char *text, size_t length, size_t offset)
{
	size_t		at = offset;
	char		next = byte_at(text, length, at++);

	if (next == 'b' || next == 'u')
		next = byte_at(text, length, at++);
	if (next == '\'' || next == '"')
		return at - offset;
	if (next != '&')
		return 0;
	while (at - offset < MAX_SEPARATORS && byte_at(text, length, at) != ';')
		at++;
	return byte_at(text, length, at) == ';' ? at + 1 - offset : 0;
}

/*
 * adjacent_code
 *		The length of the enhanced code right behind a reply code that ends at
 *		the offset, and its place in *begin; or 0.
 */
size_t
adjacent_code(const char *text, size_t length, size_t offset,
			  size_t *begin, int32_t *code)
{
	size_t		at = offset;
	size_t		size;

	while (at < length && at - offset < MAX_SEPARATORS &&
		   (is_separator(text[at]) ||
			(text[at] == '_' && is_underscored(text, offset - 3))))
		at++;
	if (at == offset)
		return 0;
	if (!is_digit(byte_at(text, length, at)))
	{
		size = quote_length(text, length, at);
		if (size == 0)
			return 0;
		at += size;
	}
	size = code_length(text, length, at, code);
	if (size > 0 && number_goes_on(text, length, offset - 3, at + size))
		return 0;
	*begin = at;
	return size;
}

/* Is the number that ends before the offset a size, such as 550 MB? */
static bool
is_size(const char *text, size_t length, size_t offset)
{
	char		unit = byte_at(text, length, offset + 1);

	if (byte_at(text, length, offset) != ' ')
		return false;
	if (unit == 'k' || unit == 'K' || unit == 'M' || unit == 'G')
		return byte_at(text, length, offset + 2) == 'B' &&
			!is_letter(byte_at(text, length, offset + 3));
	return unit == 'b' && length - offset >= 6 &&
		memcmp(text + offset, " bytes", 6) == 0;
}

/* Is it the beginning of a name such as 203-0-113-7.example? */
static bool
is_hyphenated_number(const char *text, size_t length, size_t offset)
{
	size_t		at = offset + 1;

	if (byte_at(text, length, offset) != '-' ||
		!is_digit(byte_at(text, length, at)))
		return false;
	while (at - offset < 5 && is_digit(byte_at(text, length, at)))
		at++;
	return byte_at(text, length, at) == '-';
}

/*
 * reply_at
 *		The three digits at a place from next_number() if they can be a reply
 *		code, judged by what follows; or 0.
 */
int32_t
reply_at(const char *text, size_t length, size_t offset)
{
	size_t		end = offset + 3;
	char		next = byte_at(text, length, end);
	char		after = byte_at(text, length, end + 1);
	int32_t		code;

	if (!is_digit(text[offset + 1]))
		return 0;
	if (is_digit(next) || is_letter(next) || next == '_' || next == '@' ||
		next == '%' || next == '=' ||
		(next == '.' && (is_digit(after) || is_letter(after))) ||
		is_size(text, length, end) || is_hyphenated_number(text, length, end))
	{
		if (next != '_' || !is_underscored(text, offset))
			return 0;
	}
	/* a number that goes on, unless it goes on with the enhanced code */
	if ((next == ',' || next == ':' || next == '/') && is_digit(after) &&
		code_length(text, length, end + 1, &code) == 0)
		return 0;
	return (text[offset] - '0') * 100 + (text[offset + 1] - '0') * 10 +
		(text[offset + 2] - '0');
}

/*
 * is_count
 *		Do the digits that end before the offset count things: 450 messages, 450
 *		of 500?
 */
bool
is_count(const char *text, size_t length, size_t offset)
{
	char		first = byte_at(text, length, offset + 1);

	/* the words of a reply that say the same begin with a capital */
	if (byte_at(text, length, offset) != ' ' ||
		!((first >= 'a' && first <= 'z') || first == 'E' || first == 'U'))
		return false;
	return is_unit(text, length, offset + 1) ||
		(first == 'o' && byte_at(text, length, offset + 2) == 'f' &&
		 is_digit(byte_at(text, length, offset + 4)));
}

/*
 * words_follow
 *		Do words follow the digits that end before the offset, as they do in a
 *		reply?
 */
bool
words_follow(const char *text, size_t length, size_t offset)
{
	char		next = byte_at(text, length, offset);
	size_t		at = offset;

	if (next == ':')
		at++;
	else if (next != '-' && next != '_' && !is_space(next))
		return false;
	while (at - offset < MAX_SEPARATORS && is_separator(byte_at(text, length, at)))
		at++;
	next = byte_at(text, length, at);
	return is_letter(next) || (unsigned char) next >= 0x80;
}
