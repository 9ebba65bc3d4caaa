/*
 * reply_scan.c
 *	  Finding a reply code and an enhanced status code in a text.
 *
 * One pass over the bytes; what is looked at ahead or behind of a byte is
 * bounded, so that any input takes linear time.  Every byte that is not ASCII
 * is taken for punctuation: in the server's encodings such bytes are parts of
 * characters that neither begin nor end a number.
 */
#include "reply_scan.h"

#include <string.h>

#include "ascii.h"

/* The most separators between a reply code and its enhanced code. */
#define MAX_SEPARATORS 8

/* The most bytes of an address that are looked back at. */
#define MAX_ADDRESS 80

/* The byte at the offset, or a zero byte before and after the text. */
static inline char
byte_at(const char *text, size_t length, size_t offset)
{
	return offset < length ? text[offset] : '\0';
}

/* Read one to three digits without a leading zero; 0 if there are none such. */
static size_t
read_number(const char *text, size_t length, size_t offset, int32_t *number)
{
	size_t		digits = 0;
	int32_t		value = 0;

	while (digits < 4 && is_digit(byte_at(text, length, offset + digits)))
		value = value * 10 + (text[offset + digits++] - '0');
	if (digits == 0 || digits > 3 || (digits > 1 && text[offset] == '0'))
		return 0;
	*number = value;
	return digits;
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
 * Is it part of a version (5.1.1-beta), or of a date (4.5.21 12:30)?
 */
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

/* Is the word that ends before the offset the given one, in any letter case? */
static bool
word_before(const char *text, size_t offset, const char *word)
{
	size_t		length = strlen(word);

	if (offset < length || (offset > length && is_letter(text[offset - length - 1])))
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if ((text[offset - length + i] | ('a' ^ 'A')) != word[i])
			return false;
	}
	return true;
}

/* Is it one of the words?  The list ends with a NULL. */
static bool
one_of_words_before(const char *text, size_t offset, const char *const *words)
{
	if (offset == 0 || !is_letter(text[offset - 1]))
		return false;
	for (; *words != NULL; words++)
	{
		if (word_before(text, offset, *words))
			return true;
	}
	return false;
}

/* Words after which a number with dots is the version of a program. */
static const char *const version_words[] = {
	"version", "ver", "v", "release", "revision", "rev", "build",
	"exim", "postfix", "sendmail", "opensmtpd", "qmail", "exchange",
	"esmtp", "mailer", "mdaemon", "spamassassin", "amavis", "clamav",
	NULL
};

/* Words after which a reply code is what a server said. */
static const char *const said_words[] = {
	"said", "says", "responded", "response", "replied", "reply", "answered",
	"answer", "sent",
	NULL
};

/*
 * Words after which a reply code that rejects is the reason; programs end with
 * status 255 as well.
 */
static const char *const reason_words[] = {
	"returned", "returns", "error", "code", "status", "stat", "reason",
	NULL
};

/* Words before a colon, and then a reply. */
static const char *const colon_words[] = {"me", "was", "deferred", "rejected", NULL};

/* Words before a colon, and then some other number. */
static const char *const number_words[] = {
	"port", "timeout", "size", "limit", "delay", "id", "pid", "seconds", "bytes",
	NULL
};

/* The types of a Diagnostic-Code field (RFC 3464, section 2.3.6). */
static const char *const diagnostic_types[] = {"smtp", "lmtp", "esmtp", NULL};

/*
 * May a number begin at the offset: not within a longer number, a word, an
 * address, a path?  Hyphens and slashes are for the callers to judge.
 */
static bool
number_may_begin(const char *text, size_t offset)
{
	char		before;

	if (offset == 0)
		return true;
	before = text[offset - 1];
	if (before == ':')			/* the end of an IPv6 address? */
		return offset < 2 || text[offset - 2] != ':';
	return !is_digit(before) && !is_letter(before) && before != '.' &&
		before != '_' && before != '@' && before != '+' && before != '\\';
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

/* May a code begin at the offset, or the reply code that stands before it? */
static bool
code_may_begin(const char *text, size_t offset)
{
	if (!number_may_begin(text, offset))
		return false;
	return offset == 0 ||
		(text[offset - 1] != '-' && text[offset - 1] != '/') ||
		hyphen_allows_code(text, offset);
}

/* Does a word stand before the offset that makes the number a version? */
static bool
version_word_before(const char *text, size_t offset)
{
	size_t		word = offset;

	while (word > 0 && offset - word < MAX_SEPARATORS &&
		   (text[word - 1] == ' ' || text[word - 1] == ':' || text[word - 1] == '='))
		word--;
	return word < offset && one_of_words_before(text, word, version_words);
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
 * The enhanced code that stands right behind a reply code which ends at the
 * offset: its length, and its place in *begin; or 0.
 */
static size_t
adjacent_code(const char *text, size_t length, size_t offset,
			  size_t *begin, int32_t *code)
{
	size_t		at = offset;
	size_t		size;

	while (at < length && at - offset < MAX_SEPARATORS &&
		   is_separator(text[at]))
		at++;
	if (at == offset)
		return 0;
	size = code_length(text, length, at, code);
	if (size > 0 && code_goes_on(text, length, at + size))
		return 0;
	*begin = at;
	return size;
}

/* Is the number that ends before the offset a size, such as 550 MB? */
static bool
is_size(const char *text, size_t length, size_t offset)
{
	char		unit = byte_at(text, length, offset + 1);

	return byte_at(text, length, offset) == ' ' &&
		(unit == 'k' || unit == 'K' || unit == 'M' || unit == 'G') &&
		byte_at(text, length, offset + 2) == 'B' &&
		!is_letter(byte_at(text, length, offset + 3));
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

/* The three digits at the offset if they can be a reply code, or 0. */
static int32_t
reply_at(const char *text, size_t length, size_t offset)
{
	size_t		end = offset + 3;
	char		next;
	char		after;
	int32_t		code;

	if (end > length || text[offset] < '2' || text[offset] > '5' ||
		!is_digit(text[offset + 1]) || !is_digit(text[offset + 2]))
		return 0;
	next = byte_at(text, length, end);
	after = byte_at(text, length, end + 1);
	if (is_digit(next) || is_letter(next) || next == '_' || next == '@' ||
		next == '%' || next == '=' ||
		(next == '.' && (is_digit(after) || is_letter(after))) ||
		is_size(text, length, end) || is_hyphenated_number(text, length, end))
		return 0;
	/* a number that goes on, unless it goes on with the enhanced code */
	if ((next == ',' || next == ':' || next == '/') && is_digit(after) &&
		code_length(text, length, end + 1, &code) == 0)
		return 0;
	return (text[offset] - '0') * 100 + (text[offset + 1] - '0') * 10 +
		(text[offset + 2] - '0');
}

/*
 * The length of the number at the offset, and whether it is an enhanced code
 * that stands alone.
 */
static size_t
number_length(const char *text, size_t length, size_t offset,
			  bool *is_code, int32_t *code)
{
	size_t		size = 0;

	if (code_may_begin(text, offset) && !version_word_before(text, offset))
		size = code_length(text, length, offset, code);
	*is_code = size > 0 && !code_goes_on(text, length, offset + size) &&
		!is_version_or_date(text, length, offset + size, *code);
	while (size == 0 || (!*is_code && is_digit(byte_at(text, length, offset + size))))
		size++;
	return size;
}

/* What the scanner knows of the bytes before the one it looks at. */
typedef struct ScanState
{
	bool		text_start;		/* nothing but openings since the beginning */
	bool		line_start;		/* the same since the line began */
	bool		said;			/* nothing but openings since "said" and such */
	bool		reason;			/* the same since "error" and such */
	bool		smtp_line;		/* the line speaks of SMTP */
} ScanState;

/* Marks that may open a quoted reply. */
static inline bool
is_opening(char c)
{
	return is_blank(c) || c == '"' || c == '\'' || c == '(' || c == '[' ||
		c == '<' || c == '#' || c == '*';
}

/* Does an address, or a host's, end before the offset: a@b.example: 550? */
static bool
address_before(const char *text, size_t offset)
{
	size_t		at = offset;

	while (at > 0 && offset - at < MAX_ADDRESS && !is_blank(text[at - 1]))
	{
		if (text[--at] == '@')
			return true;
	}
	return false;
}

/*
 * Does a reply code count at the offset?
 *
 * It does at the start of the text or of a line, after "smtp;", after "said:"
 * and the like, after the colon that ends an account of the SMTP dialogue, in
 * a field of a separated list, and wherever its own enhanced code follows.
 */
static bool
reply_counts(const char *text, size_t length, size_t offset,
			 const ScanState *state, int32_t reply)
{
	char		before = offset > 0 ? text[offset - 1] : '\0';
	size_t		begin;
	int32_t		code;

	if (!number_may_begin(text, offset) || before == '-' || before == '/')
		return false;
	if (state->line_start || state->said || (state->reason && reply >= 400))
		return true;
	if (adjacent_code(text, length, offset + 3, &begin, &code) > 0 &&
		esc_class_of(code) == reply_class_of(reply))
		return true;
	if (before == ' ' && offset >= 3 && text[offset - 2] == ':')
	{
		size_t		end = offset - 2;

		if (text[end - 1] == '>' || text[end - 1] == ']' ||
			one_of_words_before(text, end, colon_words) ||
			address_before(text, end))
			return true;
		return state->smtp_line && !one_of_words_before(text, end, number_words);
	}
	if (before == '\'' && offset >= 2 && text[offset - 2] == '(')
		return byte_at(text, length, offset + 3) == '\'';
	if ((before == ',' || before == ';' || before == '|') && offset >= 2)
		return !is_digit(text[offset - 2]) && reply >= 400 &&
			is_blank(byte_at(text, length, offset + 3));
	return false;
}

/* Behind a number nothing counts of what stood before it but the dialogue. */
static void
start_anew(ScanState *state)
{
	ScanState	fresh = {.smtp_line = state->smtp_line};

	*state = fresh;
}

/* Move the state over one byte. */
static void
advance(ScanState *state, const char *text, size_t offset)
{
	char		c = text[offset];
	bool		word_ended = offset > 0 && is_letter(text[offset - 1]);

	if (is_line_end(c))
	{
		ScanState	line = {.text_start = state->text_start, .line_start = true};

		*state = line;
		return;
	}
	if (is_letter(c) || !is_opening(c))
	{
		state->text_start = false;
		state->line_start = false;
		if (c != ':' && c != '=')
			state->said = state->reason = false;
	}
	/* a word has just ended: was it one that announces a reply? */
	if (word_ended && !is_letter(c))
	{
		bool		type = one_of_words_before(text, offset, diagnostic_types);
		bool		goes_on = is_opening(c) || c == ':' || c == '=';

		state->smtp_line |= type;
		state->said = c == ';' ? type :
			goes_on && one_of_words_before(text, offset, said_words);
		state->reason = goes_on && one_of_words_before(text, offset, reason_words);
	}
	/* Sendmail's "<<< 550 ..." */
	if (c == '<' && offset >= 2 &&
		text[offset - 1] == '<' && text[offset - 2] == '<')
		state->said = true;
}

static inline bool
is_generic(int32_t code)
{
	return esc_subject_of(code) == 0 && esc_detail_of(code) == 0;
}

/* A generic X.0.0 gives way to a specific code of the same class. */
static inline bool
is_better(int32_t code, int32_t than)
{
	return is_generic(than) && !is_generic(code) &&
		esc_class_of(code) == esc_class_of(than);
}

static inline bool
is_rejecting(int32_t reply)
{
	return reply >= 400;
}

/* The reply that answers for the text, as far as it has been read. */
typedef struct ScanResult
{
	ScannedReply found;
	bool		at_text_start;	/* the reply stands there */
	bool		current;		/* what is being read belongs to it */
	bool		has_summary;	/* a code before any reply */
	int32_t		summary;
	size_t		summary_end;
} ScanResult;

/*
 * A reply begins.  The one at the start of the text answers for it, else the
 * first that rejects; the same number again is the same reply, be it its next
 * line or a quotation.
 */
static void
take_reply(ScanResult *result, int32_t reply, size_t end,
		   const ScanState *state)
{
	ScannedReply *found = &result->found;

	if (found->has_reply && found->reply == reply)
	{
		result->current = true;
		return;
	}
	if (found->has_reply &&
		(is_rejecting(found->reply) || !is_rejecting(reply) ||
		 (result->at_text_start && !state->line_start)))
	{
		result->current = false;
		return;
	}
	found->has_reply = true;
	found->has_code = false;
	found->reply = reply;
	found->text = end;
	result->at_text_start = state->text_start;
	result->current = true;
}

/*
 * A code has been read.  Right behind its reply it counts whatever its class;
 * later only if it does not contradict the reply.
 */
static void
take_code(ScanResult *result, int32_t code, size_t end, bool adjacent)
{
	ScannedReply *found = &result->found;

	if (!found->has_reply)
	{
		if (!result->has_summary || is_better(code, result->summary))
		{
			if (!result->has_summary)
				result->summary_end = end;
			result->has_summary = true;
			result->summary = code;
		}
		return;
	}
	if (!result->current)
		return;
	if (!found->has_code)
	{
		if (!adjacent && esc_class_of(code) != reply_class_of(found->reply))
			return;
		found->has_code = true;
		found->code = code;
		if (adjacent)
			found->text = end;
	}
	else if (is_better(code, found->code))
		found->code = code;
}

/*
 * scan_reply
 *		Find the reply code and the enhanced code that answer for a text.
 */
ScannedReply
scan_reply(const char *text, size_t length)
{
	ScanState	state = {.text_start = true, .line_start = true};
	ScanResult	result = {0};
	size_t		offset = 0;

	while (offset < length)
	{
		int32_t		reply;
		int32_t		code;
		size_t		begin;
		size_t		size;
		bool		is_code;

		if (!is_digit(text[offset]))
		{
			advance(&state, text, offset++);
			continue;
		}

		reply = reply_at(text, length, offset);
		if (reply > 0 && reply_counts(text, length, offset, &state, reply))
		{
			take_reply(&result, reply, offset + 3, &state);
			start_anew(&state);
			offset += 3;
			size = adjacent_code(text, length, offset, &begin, &code);
			if (size > 0)
			{
				take_code(&result, code, begin + size, true);
				offset = begin + size;
			}
			continue;
		}

		offset += number_length(text, length, offset, &is_code, &code);
		if (is_code)
			take_code(&result, code, offset, false);
		start_anew(&state);
	}

	/* a local summary, where the remote's own words have no code */
	if (result.has_summary && !result.found.has_code &&
		(!result.found.has_reply ||
		 reply_class_of(result.found.reply) == esc_class_of(result.summary)))
	{
		result.found.has_code = true;
		result.found.code = result.summary;
		if (!result.found.has_reply)
			result.found.text = result.summary_end;
	}
	return result.found;
}

/*
 * skip_to_words
 *		Leave out what stands between the codes and the words of a reply, and
 *		the blanks at its end.
 */
void
skip_to_words(const char **text, size_t *length)
{
	while (*length > 0 && (is_blank(**text) || **text == '-' ||
						   **text == ':' || **text == ')' || **text == ']'))
	{
		(*text)++;
		(*length)--;
	}
	while (*length > 0 && is_blank((*text)[*length - 1]))
		(*length)--;
}

/*
 * scan_next_code
 *		Find the next code that stands alone, wherever, or right behind a
 *		reply code; false at the end.
 */
bool
scan_next_code(CodeCursor *cursor, int32_t *code)
{
	const char *text = cursor->text;
	size_t		length = cursor->length;
	bool		is_code = false;

	while (cursor->offset < length && !is_code)
	{
		size_t		offset = cursor->offset;
		size_t		begin;
		size_t		size = 0;

		if (!is_digit(text[offset]))
		{
			cursor->offset++;
			continue;
		}
		if (reply_at(text, length, offset) > 0 && code_may_begin(text, offset))
			size = adjacent_code(text, length, offset + 3, &begin, code);
		if (size > 0)
		{
			is_code = true;
			cursor->offset = begin + size;
		}
		else
			cursor->offset += number_length(text, length, offset, &is_code, code);
	}
	return is_code;
}

/*
 * resolve_code
 *		Of a DSN's Status and the code in its diagnostic, the one that says
 *		more (RFC 3464, section 2.3.6: the Status may be less precise).
 *
 * That is the diagnostic's, unless it is generic and the Status is not, or
 * speaks of success where the Status does not.
 */
int32_t
resolve_code(int32_t status, int32_t diagnostic)
{
	if (is_generic(diagnostic) && !is_generic(status))
		return status;
	if (esc_class_of(diagnostic) == 2 && esc_class_of(status) != 2)
		return status;
	return diagnostic;
}
