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

/* The most separators between a reply code and its enhanced code. */
#define MAX_SEPARATORS 8

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool
is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

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
 * The length of the enhanced code that begins at the offset and ends there as
 * a number of its own does, or 0.
 *
 * It is none if the number goes on (5.1.1.7, 5.1.1x, 5.1.1-beta, 5.1.1@host),
 * or if a time of day follows, which makes it a date (4.5.21 12:30).
 */
static size_t
code_length(const char *text, size_t length, size_t offset, int32_t *code)
{
	char		class = byte_at(text, length, offset);
	size_t		at = offset + 1;
	size_t		digits;
	int32_t		subject;
	int32_t		detail;
	char		next;
	char		after;

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

	next = byte_at(text, length, at);
	after = byte_at(text, length, at + 1);
	if (is_letter(next) || next == '_' || next == '@' ||
		((next == '.' || next == '-') && (is_digit(after) || is_letter(after))))
		return 0;
	if (next == ' ' && is_digit(after))
	{
		size_t		colon = at + 2;

		if (is_digit(byte_at(text, length, colon)))
			colon++;
		if (byte_at(text, length, colon) == ':' &&
			is_digit(byte_at(text, length, colon + 1)))
			return 0;
	}

	*code = esc_pack(class - '0', subject, detail);
	return at - offset;
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

/* Words after which a reply code is what was said. */
static const char *const said_words[] = {
	"said", "says", "returned", "returns", "responded", "response",
	"replied", "reply", "answered", "answer", "error", "code", "status",
	"stat", "reason",
	NULL
};

/* The types of a Diagnostic-Code field (RFC 3464, section 2.3.6). */
static const char *const diagnostic_types[] = {"smtp", "lmtp", "esmtp", NULL};

/*
 * May an enhanced code begin at the offset, judged by what stands before it?
 *
 * Not within a longer number, word, address or path.  A hyphen is allowed
 * after a reply code (550-5.1.1) and where no word stands before it.
 */
static bool
code_may_begin(const char *text, size_t offset)
{
	char		before;
	size_t		word;

	if (offset == 0)
		return true;
	before = text[offset - 1];
	if (is_digit(before) || is_letter(before) || before == '.' ||
		before == '_' || before == '@' || before == '+' || before == '\\')
		return false;
	if (before == '-' || before == '/')
	{
		if (offset >= 4 && is_digit(text[offset - 2]) &&
			is_digit(text[offset - 3]) && is_digit(text[offset - 4]) &&
			(offset == 4 || !is_digit(text[offset - 5])))
			return true;
		return before == '-' && (offset == 1 || is_blank(text[offset - 2]));
	}
	if (before == ':' && offset >= 2 && text[offset - 2] == ':')
		return false;			/* the end of an IPv6 address */

	word = offset;
	while (word > 0 && offset - word < MAX_SEPARATORS && text[word - 1] == ' ')
		word--;
	return word == offset || !one_of_words_before(text, word, version_words);
}

/* Does what stands between a reply code and its enhanced code include c? */
static inline bool
is_separator(char c)
{
	return is_blank(c) || c == '-' || c == '/' || c == '#' || c == '\'' ||
		c == '"' || c == '(' || c == '[' || c == '<' || c == ':' || c == ',';
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

	while (at < length && at - offset < MAX_SEPARATORS &&
		   is_separator(text[at]))
		at++;
	if (at == offset)
		return 0;
	*begin = at;
	return code_length(text, length, at, code);
}

/* The three digits at the offset if they can be a reply code, or 0. */
static int32_t
reply_at(const char *text, size_t length, size_t offset)
{
	char		next;
	char		after;

	if (offset + 3 > length || text[offset] < '2' || text[offset] > '5' ||
		!is_digit(text[offset + 1]) || !is_digit(text[offset + 2]))
		return 0;
	next = byte_at(text, length, offset + 3);
	after = byte_at(text, length, offset + 4);
	if (is_digit(next) || is_letter(next) || next == '_' || next == '@' ||
		next == '%' || next == '=' ||
		(next == '.' && (is_digit(after) || is_letter(after))) ||
		(next == ',' && is_digit(after)) ||
		(next == ':' && is_digit(after)) ||
		(next == '/' && is_digit(after) && byte_at(text, length, offset + 5) != '.'))
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

	if (code_may_begin(text, offset))
		size = code_length(text, length, offset, code);
	*is_code = size > 0;
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
	bool		smtp_line;		/* the line speaks of SMTP */
} ScanState;

/* Marks that may open a quoted reply. */
static inline bool
is_opening(char c)
{
	return is_blank(c) || c == '"' || c == '\'' || c == '(' || c == '[' ||
		c == '<' || c == '#' || c == '*';
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

	if (state->line_start || state->said)
		return true;
	if (is_digit(before) || is_letter(before) || before == '.' ||
		before == '_' || before == '@' || before == '-' || before == '+' ||
		before == '/' || before == '=')
		return false;
	if (adjacent_code(text, length, offset + 3, &begin, &code) > 0 &&
		esc_class_of(code) == reply_class_of(reply))
		return true;
	if (before == ' ' && offset >= 3 && text[offset - 2] == ':')
	{
		char		ended = text[offset - 3];

		return state->smtp_line || ended == '>' || ended == ']';
	}
	if ((before == ',' || before == ';' || before == '|') && offset >= 2)
		return !is_digit(text[offset - 2]) && reply >= 400 &&
			is_blank(byte_at(text, length, offset + 3));
	return false;
}

/* Move the state over one byte. */
static void
advance(ScanState *state, const char *text, size_t offset)
{
	char		c = text[offset];

	if (is_line_end(c))
	{
		state->line_start = true;
		state->said = false;
		state->smtp_line = false;
		return;
	}
	if (is_letter(c))
	{
		state->text_start = false;
		state->line_start = false;
		state->said = false;
		return;
	}
	/* a word has just ended: was it one that announces a reply? */
	if (offset > 0 && is_letter(text[offset - 1]))
	{
		bool		smtp = one_of_words_before(text, offset, diagnostic_types);

		state->smtp_line |= smtp;
		if (c == ';' && smtp)
		{
			/* Diagnostic-Code: smtp; 550 ...: the text begins behind it */
			state->said = true;
			return;
		}
		if ((is_blank(c) || c == ':' || c == '=' || c == '(') &&
			one_of_words_before(text, offset, said_words))
		{
			state->said = true;
			return;
		}
	}
	if (!is_opening(c))
	{
		state->text_start = false;
		state->line_start = false;
		state->said = state->said && (c == ':' || c == '=');
	}
	/* Sendmail's "<<< 550 ..." */
	else if (c == '<' && offset >= 2 &&
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
	ScanState	state = {.text_start = true,.line_start = true};
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
			state = (ScanState) {.smtp_line = state.smtp_line};
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
		state = (ScanState) {.smtp_line = state.smtp_line};
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
 *		Find the next code that stands alone, wherever; false at the end.
 */
bool
scan_next_code(CodeCursor *cursor, int32_t *code)
{
	bool		is_code = false;

	while (cursor->offset < cursor->length && !is_code)
	{
		if (is_digit(cursor->text[cursor->offset]))
			cursor->offset += number_length(cursor->text, cursor->length,
											cursor->offset, &is_code, code);
		else
			cursor->offset++;
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
