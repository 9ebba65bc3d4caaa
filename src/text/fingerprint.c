/*
 * fingerprint.c
 *	  What a failure says, without what differs from one message to the next.
 *
 * One pass over the words of the reply.  At the start of each word it is asked
 * what the word is: an address, a host, an IP address, a date, an id, a number
 * or just a word.  What is looked at ahead is bounded or is consumed, so that
 * any input takes linear time.
 *
 * A byte that is not ASCII is part of a character that is copied as it is,
 * unless it stands in an address.
 */
#include "text/fingerprint.h"

#include <string.h>

#include "base/ascii.h"
#include "code/code_text.h"
#include "text/reply_scan.h"

/* RFC 5321, section 4.5.3.1.1, has 64; addresses that hold others are longer. */
#define LOCAL_PART_MAX 128

/* The longest text of an IPv6 address, with an IPv4 address in it. */
#define IPV6_MAX 45

/* Shorter words with digits are names, such as mx1 or S3140. */
#define ID_MIN 8

/* A word that begins with a digit is an id from here on; 8BITMIME is none. */
#define ID_WITH_DIGIT_MIN 10

/* Hexadecimal digits in upper case are one from here on: Postfix has 0E98FAC. */
#define HEX_ID_MIN 6

/* A log line has the reply and what Postfix adds to it in parentheses. */
#define MAX_WRAPPINGS 4

/* The longest type of a diagnostic that is left out */
#define TYPE_MAX 32

/* How often what was written is read again; two are enough for most. */
#define MAX_PASSES 16

/* What is read: from at to end. */
typedef struct Source
{
	const char *at;
	const char *end;
} Source;

/* What is written. */
typedef struct Fingerprint
{
	char	   *out;
	size_t		length;
	bool		blank;			/* one is due before whatever comes next */
	bool		full;
} Fingerprint;

static inline bool
is_hex_digit(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* A byte of a word, of a host's name or of a number */
static inline bool
is_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
}

/* The byte so many behind, or a zero byte at the end */
static inline char
peek(Source source, size_t distance)
{
	return (size_t) (source.end - source.at) > distance ?
		source.at[distance] : '\0';
}

static inline void
skip_blanks(Source *source)
{
	while (is_blank(peek(*source, 0)))
		source->at++;
}

/* Are the bytes the word, which is given in lower case? */
static bool
equals_word(const char *bytes, const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
	{
		if (ascii_lower(bytes[i]) != word[i])
			return false;
	}
	return true;
}

/* Does the source begin with the text?  Then leave it behind. */
static inline bool
take(Source *source, const char *text)
{
	size_t		length = strlen(text);

	if ((size_t) (source->end - source->at) < length ||
		memcmp(source->at, text, length) != 0)
		return false;
	source->at += length;
	return true;
}

/* Leave from the least to the most digits behind, and no digit after them. */
static bool
take_digits(Source *source, size_t least, size_t most)
{
	size_t		count = 0;

	while (count <= most && is_digit(peek(*source, count)))
		count++;
	if (count < least || count > most)
		return false;
	source->at += count;
	return true;
}

/* --------------------------------------------------------------- the output */

/* All of it, or nothing more at all. */
static void
put(Fingerprint *print, const char *bytes, size_t length)
{
	if (print->full || length + print->blank > FINGERPRINT_MAX - print->length)
	{
		print->full = true;
		return;
	}
	if (print->blank)
		print->out[print->length++] = ' ';
	print->blank = false;
	memcpy(print->out + print->length, bytes, length);
	print->length += length;
}

/* A word: as much of it as there is room for */
static void
put_cut(Fingerprint *print, const char *bytes, size_t length)
{
	size_t		room = FINGERPRINT_MAX - print->length;

	if (length + print->blank > room)
	{
		if (room > print->blank)
			put(print, bytes, room - print->blank);
		print->full = true;
	}
	else
		put(print, bytes, length);
}

/* In the place of what varies; <jane@shop.example> loses its own brackets. */
static void
put_placeholder(Fingerprint *print, const char *placeholder, Source *source)
{
	if (!print->blank && print->length > 0 &&
		print->out[print->length - 1] == '<' && peek(*source, 0) == '>')
	{
		print->length--;
		source->at++;
	}
	put(print, placeholder, strlen(placeholder));
}

/* For a number: one, however many there are in a row. */
static void
put_number(Fingerprint *print)
{
	if (print->blank || print->length == 0 ||
		print->out[print->length - 1] != '#')
		put(print, "#", 1);
}

/* --------------------------------------------------------- dates and times */

static const char *const month_names[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
	"Nov", "Dec", NULL
};

static const char *const day_names[] = {
	"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL
};

static const char *const zone_names[] = {
	"UTC", "GMT", "Z", "AM", "PM", "EST", "EDT", "CST", "CDT", "MST", "MDT",
	"PST", "PDT", "CET", "CEST", NULL
};

/* One of the names, all of which begin with a capital letter */
static bool
take_one_of(Source *source, const char *const *names)
{
	char		first = peek(*source, 0);

	if (!is_upper(first))
		return false;
	for (; *names != NULL; names++)
	{
		Source		rest = *source;

		if (**names == first && take(&rest, *names) &&
			!is_letter(peek(rest, 0)))
		{
			*source = rest;
			return true;
		}
	}
	return false;
}

/* The zone of a time, and its name in parentheses: +0100 (CET) */
static void
take_zone(Source *source)
{
	Source		rest = *source;

	skip_blanks(&rest);
	if ((peek(rest, 0) == '+' || peek(rest, 0) == '-') &&
		is_digit(peek(rest, 1)))
	{
		rest.at++;
		if (!take_digits(&rest, 2, 4))
			return;
		if (peek(rest, 0) == ':')
		{
			rest.at++;
			if (!take_digits(&rest, 2, 2))
				return;
		}
	}
	else if (!take_one_of(&rest, zone_names))
		return;
	*source = rest;

	skip_blanks(&rest);
	if (take(&rest, "(") && take_one_of(&rest, zone_names) && take(&rest, ")"))
		*source = rest;
}

/* 09:30, 9:30:00, 09:30:00.123, with a zone */
static bool
take_time(Source *source)
{
	Source		rest = *source;

	if (!take_digits(&rest, 1, 2) || !take(&rest, ":") ||
		!take_digits(&rest, 2, 2))
		return false;
	if (peek(rest, 0) == ':')
	{
		rest.at++;
		if (!take_digits(&rest, 2, 2))
			return false;
		if ((peek(rest, 0) == '.' || peek(rest, 0) == ',') &&
			is_digit(peek(rest, 1)))
		{
			rest.at++;
			(void) take_digits(&rest, 1, 9);
		}
	}
	if (is_digit(peek(rest, 0)) || peek(rest, 0) == ':')
		return false;
	take_zone(&rest);
	*source = rest;
	return true;
}

/* A time may follow a date, behind blanks, a T or a comma. */
static void
take_time_of_date(Source *source)
{
	Source		rest = *source;

	(void) (take(&rest, "T") || take(&rest, ","));
	skip_blanks(&rest);
	if (take_time(&rest))
		*source = rest;
}

static bool
take_blanks(Source *source)
{
	const char *start = source->at;

	skip_blanks(source);
	return source->at > start;
}

/* 2026-11-24, 2026/11/24, 11/24/2026, 24.11.2026, 24.11.26 before a time */
static bool
take_numeric_date(Source *source)
{
	Source		rest = *source;
	bool		year_first = take_digits(&rest, 4, 4);
	char		separator;

	if (!year_first && !take_digits(&rest, 1, 2))
		return false;
	separator = peek(rest, 0);
	if (separator != '-' && separator != '/' && (separator != '.' || year_first))
		return false;
	rest.at++;
	if (!take_digits(&rest, 1, 2) || peek(rest, 0) != separator)
		return false;
	rest.at++;
	if (year_first ? !take_digits(&rest, 1, 2) : !take_digits(&rest, 4, 4))
	{
		Source		time;

		if (year_first || !take_digits(&rest, 2, 2))
			return false;
		time = rest;
		if (!take_blanks(&time) || !take_time(&time))
			return false;
	}
	if (peek(rest, 0) != 'T' && is_word(peek(rest, 0)) &&
		!(peek(rest, 0) == '.' && !is_word(peek(rest, 1))))
		return false;
	*source = rest;
	return true;
}

/* 24 Nov 2026, 24-Nov-2026, Nov 24, Nov 24 09:30:00 2026 */
static bool
take_named_date(Source *source)
{
	Source		rest = *source;

	if (take_digits(&rest, 1, 2))
	{
		if (!(take(&rest, "-") || take_blanks(&rest)) ||
			!take_one_of(&rest, month_names))
			return false;
	}
	else if (!take_one_of(&rest, month_names) || !take_blanks(&rest) ||
			 !take_digits(&rest, 1, 2))
		return false;
	if (is_letter(peek(rest, 0)))
		return false;
	*source = rest;

	/* the year stands before the time or after it */
	take_time_of_date(source);
	rest = *source;
	(void) (take(&rest, ",") || take(&rest, "-"));
	skip_blanks(&rest);
	if (take_digits(&rest, 4, 4) && !is_word(peek(rest, 0)))
		*source = rest;
	return true;
}

static bool
take_date(Source *source)
{
	Source		rest = *source;

	if (take_one_of(&rest, day_names))
	{
		(void) take(&rest, ",");
		skip_blanks(&rest);
	}
	if (!take_numeric_date(&rest) && !take_named_date(&rest))
		return take_time(source);
	take_time_of_date(&rest);
	*source = rest;
	return true;
}

/* ------------------------------------------------------ addresses and hosts */

/* What an address or a name ends with is the sentence's. */
static void
give_back_marks(Source *source, const char *start)
{
	while (source->at > start &&
		   (source->at[-1] == '.' || source->at[-1] == '-' ||
			source->at[-1] == '_'))
		source->at--;
}

static inline bool
is_local_part(char c)
{
	return is_word(c) || is_wide(c) || (c != '\0' && strchr("+=#~%!$&*/?^{}|", c));
}

/* The one of o'hara, not one of those that quote */
static inline bool
is_apostrophe(Source source, size_t distance)
{
	return peek(source, distance) == '\'' && distance > 0 &&
		is_letter(peek(source, distance - 1)) &&
		is_letter(peek(source, distance + 1));
}

/* What is behind the @: a name or an IP address in brackets */
static bool
take_domain(Source *source)
{
	Source		rest = *source;
	const char *start;

	if (take(&rest, "["))
	{
		while (is_hex_digit(peek(rest, 0)) || is_word(peek(rest, 0)) ||
			   peek(rest, 0) == ':')
			rest.at++;
		if (!take(&rest, "]"))
			return false;
		*source = rest;
		return true;
	}
	start = rest.at;
	while (is_word(peek(rest, 0)) || is_wide(peek(rest, 0)))
		rest.at++;
	give_back_marks(&rest, start);
	if (rest.at == start)
		return false;
	*source = rest;
	return true;
}

/*
 * jane@shop.example, "front desk"@shop.example
 *
 * The words of a long run that is no local part need not each be tried: *tried
 * is where it ends.
 */
static bool
take_address(Source *source, const char **tried)
{
	Source		rest = *source;
	size_t		length = 0;

	if (source->at < *tried)
		return false;
	if (peek(rest, 0) == '"')
	{
		for (length = 1; length < LOCAL_PART_MAX; length++)
		{
			char		c = peek(rest, length);

			if (c == '"' || c == '\0' || c == '\n')
				break;
		}
		if (peek(rest, length) != '"')
			return false;
		length++;
	}
	else
	{
		while (length < LOCAL_PART_MAX &&
			   (is_local_part(peek(rest, length)) ||
				is_apostrophe(rest, length)))
			length++;
	}
	rest.at += length;
	if (length == 0 || !take(&rest, "@") || !take_domain(&rest))
	{
		/* an address may stand in the quotation marks */
		if (*source->at != '"')
			*tried = source->at + length;
		return false;
	}
	*source = rest;
	return true;
}

/* To the next blank or bracket, without the marks of the sentence */
static bool
take_url(Source *source)
{
	Source		rest = *source;
	const char *start;

	if (!take(&rest, "http://") && !take(&rest, "https://") &&
		!take(&rest, "HTTP://") && !take(&rest, "HTTPS://") &&
		!take(&rest, "www."))
		return false;
	start = rest.at;
	while (rest.at < rest.end && !is_blank(*rest.at) && *rest.at != '\0' &&
		   !strchr("<>\"'()[]{}|\\", *rest.at))
		rest.at++;
	while (rest.at > start && strchr(".,;:!?-_", rest.at[-1]))
		rest.at--;
	if (rest.at == start)
		return false;
	*source = rest;
	return true;
}

static bool
take_ipv4(Source *source)
{
	Source		rest = *source;

	for (int part = 0; part < 4; part++)
	{
		if (part > 0 && !take(&rest, "."))
			return false;
		if (!take_digits(&rest, 1, 3))
			return false;
	}
	if (is_word(peek(rest, 0)) &&
		(peek(rest, 0) != '.' || is_word(peek(rest, 1))))
		return false;
	*source = rest;
	return true;
}

/* At least two colons, two in a row or too many for a time of day */
static bool
take_ipv6(Source *source)
{
	Source		rest = *source;
	size_t		length = 0;
	int			colons = 0;
	bool		gap = false;
	bool		letters = false;

	for (; length < IPV6_MAX; length++)
	{
		char		c = peek(rest, length);

		if (c == ':')
		{
			gap |= length > 0 && peek(rest, length - 1) == ':';
			colons++;
		}
		else if (!is_hex_digit(c) && c != '.')
			break;
		letters |= is_letter(c);
	}
	while (length > 0 && peek(rest, length - 1) == '.')
		length--;
	if (length > 0 && peek(rest, length - 1) == ':' && !gap)
		length--;
	if (is_word(peek(rest, length)) && peek(rest, length) != '.')
		return false;
	if (!(gap && length > 2) && !(colons >= 5 || (colons >= 3 && letters)))
		return false;
	source->at += length;
	return true;
}

/* Lists whose name tells why a message was refused: it stays. */
static const char *const list_names[] = {
	"abuseat.org", "abusix.zone", "backscatterer.org", "barracudacentral.org",
	"cloudmark.com", "dnswl.org", "invaluement.com", "junkemailfilter.com",
	"lashback.com", "mailspike.net", "manitu.net", "nixspam.net", "psbl.org",
	"rfc-ignorant.org", "s5h.net", "sorbs.net", "spamcop.net",
	"spamhaus.net", "spamhaus.org", "spamrats.com", "spfbl.net", "surbl.org",
	"surriel.com", "truncate.gbudb.net", "uceprotect.net", "uribl.com", NULL
};

/* The list that the host belongs to, in any letter case, or NULL */
static const char *
list_of(const char *host, size_t length)
{
	for (const char *const *name = list_names; *name != NULL; name++)
	{
		size_t		size = strlen(*name);

		if (length >= size &&
			ascii_lower(host[length - 1]) == (*name)[size - 1] &&
			equals_word(host + length - size, *name, size) &&
			(length == size || host[length - size - 1] == '.'))
			return *name;
	}
	return NULL;
}

/*
 * Is it the name of a host: labels, and a last one of letters?  Their case is
 * the same, unlike that of STOREDRV.Deliver and of sentences without a blank.
 */
static bool
is_host(const char *word, size_t length)
{
	const char *last = word + length;
	bool		upper;
	bool		lower;

	while (last > word && last[-1] != '.')
		last--;
	if (last == word || last == word + 1 || word + length - last < 2)
		return false;
	for (const char *c = word + 1; c < word + length; c++)
	{
		if (*c == '.' && c[-1] == '.')
			return false;
	}
	if (word + length - last > 4 && memcmp(last, "xn--", 4) == 0)
		return true;
	upper = lower = true;
	for (const char *c = last; c < word + length; c++)
	{
		if (!is_letter(*c))
			return false;
		upper &= is_upper(*c);
		lower &= !is_upper(*c);
	}
	return upper || lower;
}

/* ----------------------------------------------------- ids, numbers, words */

/*
 * Is it the id of a message, a session or an entry of a queue?
 *
 * Long, of letters and digits, and more digits than words have: one in five
 * bytes, or the first one.  RFC5321.MailFrom is a name all the same.
 */
static bool
is_id(const char *word, size_t length)
{
	size_t		digits = 0;
	size_t		letters = 0;
	size_t		hex_digits = 0;

	if (length < HEX_ID_MIN || memcmp(word, "RFC", 3) == 0)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		digits += is_digit(word[i]);
		letters += is_letter(word[i]);
		hex_digits += is_digit(word[i]) || (word[i] >= 'A' && word[i] <= 'F');
	}
	if (digits == 0 || letters == 0)
		return false;
	if (hex_digits == length)
		return true;
	return (length >= ID_MIN && digits * 5 >= length) ||
		(length >= ID_WITH_DIGIT_MIN && is_digit(word[0]));
}

/* Digits and what stands between them, maybe with a unit of up to three letters */
static bool
is_number(const char *word, size_t length, size_t *number)
{
	size_t		i = 0;

	while (i < length && !is_letter(word[i]))
		i++;
	*number = i;
	return is_digit(word[0]) && length - i <= 3 && word[i - 1] != '_';
}

/* The reply and its code: what the fingerprint keeps of the numbers. */
typedef struct KnownCodes
{
	char		reply[REPLY_TEXT_SIZE];
	size_t		reply_length;
	char		code[ESC_TEXT_SIZE];
	size_t		code_length;
	bool		several_lines;	/* 550-, as all lines but the last begin */
} KnownCodes;

static bool
is_code(const char *word, size_t length, const KnownCodes *known)
{
	CodeFault	fault;
	int32_t		code;

	if (length == known->reply_length &&
		memcmp(word, known->reply, length) == 0)
		return true;
	return esc_parse(word, length, &code, &fault);
}

/*
 * Is the number before the source the reply of another server that is quoted:
 * behind a colon, or before an enhanced code?
 */
static bool
is_inner_reply(const char *word, Source source, const char *start)
{
	Source		rest = source;
	CodeFault	fault;
	int32_t		code;
	size_t		length = 0;

	if (source.at - word != 3 || word[0] < '2' || word[0] > '5' ||
		!is_digit(word[1]) || !is_digit(word[2]))
		return false;
	if (word - start >= 2 && word[-1] == ' ' && word[-2] == ':')
		return true;
	if (!take(&rest, " ") && !take(&rest, "-"))
		return false;
	while (length < ESC_TEXT_SIZE && (is_digit(peek(rest, length)) ||
									  peek(rest, length) == '.'))
		length++;
	if (is_letter(peek(rest, length)) || peek(rest, length) == '_')
		return false;
	while (length > 0 && rest.at[length - 1] == '.')
		length--;
	return esc_parse(rest.at, length, &code, &fault);
}

/* A word: in its place a placeholder, or the word itself. */
static void
put_word(Fingerprint *print, Source *source, const char *start,
		 const KnownCodes *known)
{
	const char *word = source->at;
	const char *list;
	size_t		length;
	size_t		number;

	/* a mark before a word stands for itself */
	if (!is_letter(*word) && !is_digit(*word))
	{
		put(print, source->at++, 1);
		return;
	}

	while (is_word(peek(*source, 0)))
		source->at++;
	give_back_marks(source, word);
	length = source->at - word;

	/* a code that words are tied to: 5.7.1-Delivery */
	for (number = 0; number < length && word[number] != '-'; number++)
		;
	if (number < length && is_code(word, number, known))
	{
		length = number;
		source->at = word + length;
	}

	if (is_code(word, length, known) || is_inner_reply(word, *source, start))
		put(print, word, length);
	else if (memchr(word, '.', length) != NULL &&
			 (list = list_of(word, length)) != NULL)
		put(print, list, strlen(list));
	else if (is_host(word, length))
		put_placeholder(print, "<host>", source);
	else if (is_id(word, length))
		put_placeholder(print, "<id>", source);
	else if (is_number(word, length, &number))
	{
		put_number(print);
		if (length > number)
			put(print, word + number, length - number);
	}
	else
		put_cut(print, word, length);
}

/* ------------------------------------------------------------- the lines */

/*
 * Does a further line of the same reply begin here, and how long is what it
 * begins with?  Some programs join the lines with blanks, others write \n; a
 * header's line may be folded between the reply and its code.
 */
static size_t
line_prefix(Source source, bool line_start, const KnownCodes *known)
{
	Source		rest = source;
	Source		behind;

	if (known->reply_length == 0 ||
		(size_t) (rest.end - rest.at) < known->reply_length ||
		memcmp(rest.at, known->reply, known->reply_length) != 0)
		return 0;
	rest.at += known->reply_length;
	if (peek(rest, 0) != '-' && !is_blank(peek(rest, 0)))
		return rest.at == rest.end && line_start ? known->reply_length : 0;
	rest.at++;
	behind = rest;
	skip_blanks(&behind);
	if (known->code_length > 0 && take(&behind, known->code) &&
		!is_word(peek(behind, 0)))
		return behind.at - source.at;
	return line_start || known->several_lines ? (size_t) (rest.at - source.at) : 0;
}

/* How many marks of a kind are there in the source?  Not those of "doesn't". */
static size_t
count_marks(Source source, char mark)
{
	size_t		count = 0;

	for (const char *c = source.at; c < source.end; c++)
		count += *c == mark && !(c > source.at && is_letter(c[-1]) &&
								 c + 1 < source.end && is_letter(c[1]));
	return count;
}

/*
 * Does the source end with a closing mark that is not opened in it?  The words
 * may have been quoted, in brackets or quotation marks.
 */
static bool
ends_quotation(Source source)
{
	switch (source.end > source.at ? source.end[-1] : '\0')
	{
		case '"':
			return count_marks(source, '"') % 2 == 1;
		case '\'':
			return count_marks(source, '\'') % 2 == 1;
		case ')':
			return count_marks(source, ')') > count_marks(source, '(');
		case ']':
			return count_marks(source, ']') > count_marks(source, '[');
		case '}':
			return count_marks(source, '}') > count_marks(source, '{');
		default:
			return false;
	}
}

/* Leave out what Postfix adds: (in reply to RCPT TO command) */
static bool
drop_command(Source *source)
{
	static const char opening[] = "(in reply to ";
	const size_t most = sizeof("(in reply to end of DATA command)") - 1;
	const char *at;

	if (source->end == source->at || source->end[-1] != ')')
		return false;
	for (at = source->end - 1;
		 at > source->at && (size_t) (source->end - at) < most && *at != '(';
		 at--)
		;
	if ((size_t) (source->end - at) <= sizeof(opening) ||
		memcmp(at, opening, sizeof(opening) - 1) != 0)
		return false;
	source->end = at;
	while (source->end > source->at && is_blank(source->end[-1]))
		source->end--;
	return true;
}

/* Leave out what the program that quotes the reply has put behind it. */
static void
drop_wrapping(Source *source)
{
	for (int depth = 0; depth < MAX_WRAPPINGS; depth++)
	{
		if (ends_quotation(*source))
			source->end--;
		else if (!drop_command(source))
			break;
	}
}

static void
put_words(Fingerprint *print, Source source, const KnownCodes *known)
{
	const char *start = source.at;
	const char *tried = source.at;
	bool		line_start = known->reply_length > 0 && is_line_end(start[-1]);

	while (source.at < source.end && !print->full)
	{
		char		c = *source.at;
		size_t		prefix;

		if (is_blank(c))
		{
			line_start |= c == '\n' || c == '\r';
			print->blank = print->length > 0;
			source.at++;
			continue;
		}
		/* a line's end, as Exim writes it to its log */
		if (c == '\\' && (peek(source, 1) == 'n' || peek(source, 1) == 'r'))
		{
			line_start = true;
			print->blank = print->length > 0;
			source.at += 2;
			continue;
		}
		if (is_digit(c) && (line_start || print->blank) &&
			(prefix = line_prefix(source, line_start, known)) > 0)
		{
			source.at += prefix;
			while (peek(source, 0) == ':')
				source.at++;
			print->blank = print->length > 0;
			continue;
		}
		line_start = false;

		if (take_address(&source, &tried))
			put_placeholder(print, "<addr>", &source);
		else if (take_url(&source))
			put_placeholder(print, "<url>", &source);
		else if (take_date(&source))
			put_placeholder(print, "<time>", &source);
		else if (take_ipv4(&source) || take_ipv6(&source))
			put_placeholder(print, "<ip>", &source);
		else if (is_word(c))
			put_word(print, &source, start, known);
		else
			put(print, source.at++, 1);
	}
}

/*
 * Leave out the type of a diagnostic before a text without a reply: "smtp;"
 * and such.  False if there is none.
 */
static bool
drop_type(Source *source)
{
	Source		rest = *source;
	size_t		length = 0;

	skip_blanks(&rest);
	while (length < TYPE_MAX && (is_letter(peek(rest, length)) ||
								 peek(rest, length) == '-' ||
								 peek(rest, length) == '_'))
		length++;
	if (peek(rest, length) != ';' ||
		!((length == 4 && (equals_word(rest.at, "smtp", 4) ||
						   equals_word(rest.at, "lmtp", 4))) ||
		  (length > 2 && equals_word(rest.at, "x-", 2))))
		return false;
	source->at = rest.at + length + 1;
	return true;
}

/* Would the words make a size of a reply without a code: 550 MB? */
static bool
is_unit_of_size(Source words)
{
	Source		rest = words;

	return take(&rest, "bytes") ||
		(peek(words, 1) == 'B' && strchr("kKMG", *words.at) &&
		 !is_letter(peek(words, 2)));
}

/* The reply and its code; what the program before them has added is left out. */
static void
put_codes(Fingerprint *print, Source *source, ScannedReply found,
		  KnownCodes *known)
{
	const char *text = source->at;
	const char *words = text + found.text;
	const char *before = words;
	size_t		left = source->end - words;

	known->reply_length = reply_format(found.reply, known->reply);
	put(print, known->reply, known->reply_length);
	if (found.has_code)
	{
		known->code_length = esc_format(found.code, known->code);
		print->blank = true;
		put(print, known->code, known->code_length);
	}
	while (before > text && (is_digit(before[-1]) || before[-1] == '.'))
		before--;
	known->several_lines = (left > 1 && words[0] == '-' && !is_blank(words[1])) ||
		(before > text + 3 && before[-1] == '-');
	skip_to_words(&words, &left);
	source->at = words;
	source->end = words + left;
	drop_wrapping(source);
	if (!found.has_code && is_unit_of_size(*source))
		put(print, "-", 1);
	else
		print->blank = true;
}

/* Write the fingerprint of a text in which the codes were found; its length. */
static size_t
write_once(const char *text, size_t length, ScannedReply found,
		   char out[FINGERPRINT_MAX])
{
	Fingerprint print = {.out = out};
	Source		source = {text, text + length};
	KnownCodes	known = {.reply_length = 0};

	if (found.has_reply)
		put_codes(&print, &source, found, &known);
	else
	{
		while (drop_type(&source))
			;
	}
	put_words(&print, source, &known);
	while (print.length > 0 && (is_blank(out[print.length - 1]) ||
								out[print.length - 1] == '.'))
		print.length--;
	return print.length;
}

/*
 * Blot out the first place of a number, one that stands alone.  Returns the new
 * length.
 */
static size_t
blot(char *print, size_t length, const char *number, size_t size)
{
	for (char *at = print; at + size <= print + length; at++)
	{
		if (memcmp(at, number, size) != 0 ||
			(at > print && (is_digit(at[-1]) || at[-1] == '.')) ||
			(at + size < print + length && is_digit(at[size])))
			continue;
		*at = '#';
		memmove(at + 1, at + size, print + length - at - size);
		return length - size + 1;
	}
	return length;
}

/* Put a code before the fingerprint.  Returns the new length. */
static size_t
put_before(char *print, size_t length, const char *code, size_t size)
{
	if (length > FINGERPRINT_MAX - size - 1)
		length = FINGERPRINT_MAX - size - 1;
	memmove(print + size + 1, print, length);
	memcpy(print, code, size);
	print[size] = ' ';
	return length + size + 1;
}

/*
 * Make the fingerprint show the codes of the text, so that those of other codes
 * differ.  A number that the scanner takes for a code only since its neighbours
 * have become placeholders is blotted out; a code that went with a placeholder
 * is put before.  Returns the new length.
 */
static size_t
show_codes(char *print, size_t length, ScannedReply wanted)
{
	size_t		length_before;

	do
	{
		ScannedReply shown = scan_reply(print, length);
		char		number[ESC_TEXT_SIZE];
		size_t		size;

		length_before = length;
		if (shown.has_code && !(wanted.has_code && wanted.code == shown.code))
		{
			size = esc_format(shown.code, number);
			length = blot(print, length, number, size);
		}
		else if (shown.has_reply &&
				 !(wanted.has_reply && wanted.reply == shown.reply))
		{
			size = reply_format(shown.reply, number);
			length = blot(print, length, number, size);
		}
		else if (wanted.has_code && !shown.has_code && !wanted.has_reply)
		{
			size = esc_format(wanted.code, number);
			length = put_before(print, length, number, size);
		}
	} while (length != length_before);
	return length;
}

/* The length of the codes that a fingerprint begins with */
static size_t
codes_length(ScannedReply found)
{
	char		number[ESC_TEXT_SIZE];

	if (!found.has_reply)
		return 0;
	return reply_format(found.reply, number) +
		(found.has_code ? 1 + esc_format(found.code, number) : 0);
}

/*
 * Has the fingerprint nothing behind its codes that a rule asks for?  Then it
 * is its own.
 */
static bool
is_plain(const char *print, size_t length, ScannedReply found)
{
	size_t		codes = codes_length(found);
	Source		words = {print + codes, print + length};

	/* what is no word, see skip_to_words, and the end of a quotation */
	if (codes + 1 < length &&
		strchr("-:,_)]", print[codes + (print[codes] == ' ')]))
		return false;
	drop_wrapping(&words);
	if (words.end < print + length)
		return false;
	for (size_t i = codes; i < length; i++)
	{
		char		c = print[i];

		if (is_digit(c) || c == '@' || c == '\\' ||
			((c == '.' || c == ':') && i + 1 < length && print[i + 1] != ' '))
			return false;
	}
	return true;
}

/*
 * fingerprint_write
 *		Write the fingerprint of a text, and return its length.
 *
 * It may end within a character where it is as long as can be.
 *
 * What was written is read again until nothing changes, so that a fingerprint
 * is its own and shows the codes of the text.
 */
size_t
fingerprint_write(const char *text, size_t length, char out[FINGERPRINT_MAX])
{
	ScannedReply found = scan_reply(text, length);
	char		before[FINGERPRINT_MAX];

	length = write_once(text, length, found, out);
	for (int pass = 0; pass < MAX_PASSES; pass++)
	{
		size_t		length_before = show_codes(out, length, found);

		if (length_before == length && is_plain(out, length, found))
			break;
		memcpy(before, out, length_before);
		length = write_once(before, length_before,
							scan_reply(before, length_before), out);
		if (length == length_before && memcmp(out, before, length) == 0)
			break;
	}
	return length;
}
