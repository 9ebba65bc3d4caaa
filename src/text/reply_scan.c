/*
 * reply_scan.c
 *	  Which reply code and which enhanced code answer for a text.
 *
 * The scanner goes from one number that may be a code to the next, and looks
 * back to see whether it counts.  How far it looks is bounded, or ends at the
 * number before, so that any input takes linear time.  Every byte that is not
 * ASCII is taken for punctuation: in the server's encodings such bytes are
 * parts of characters that neither begin nor end a number.
 */
#include "text/reply_scan.h"

#include <string.h>

#include "base/ascii.h"
#include "text/number_scan.h"
#include "text/reply_words.h"

/* The most bytes that are looked back at, or ahead at: of an address, */
#define MAX_ADDRESS 80

/* of an arrow, */
#define MAX_ARROW 12

/* of what stands between a number and a word of another protocol, */
#define MAX_HTTP 32

/* of what stands between a number of a tuple and a text; */
#define MAX_TUPLE 12

/* and the most words such as "with" and "a" in a row. */
#define MAX_LINKS 3

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

/* Does the line before the offset speak of something?  Found out if needed. */
typedef struct Topic
{
	bool		is_spoken_of;
	size_t		offset;
} Topic;

/* A text, and what the scanner knows of it. */
typedef struct Scan
{
	const char *text;
	size_t		length;
	size_t		start;			/* where the first openings end */

	Topic		smtp;
	Topic		mail;

	/* The reply that answers for the text, as far as it has been read. */
	ScannedReply found;
	bool		is_final;		/* it is the start, and others need not follow */
	bool		is_interim;		/* it does not reject, and others follow */
	bool		current;		/* what is being read belongs to it */
	bool		has_summary;	/* a code before any reply */
	int32_t		summary;
	size_t		summary_end;
} Scan;

/* Does the name of SMTP end before the offset, be it part of a longer name? */
static bool
ends_smtp(const char *text, size_t offset)
{
	return ascii_lower(text[offset - 1]) == 'p' && offset >= 4 &&
		ascii_lower(text[offset - 2]) == 't' &&
		ascii_lower(text[offset - 3]) == 'm' &&
		ascii_lower(text[offset - 4]) == 's';
}

/* The same of that, a word of mail, or the local part of an address */
static bool
ends_mail_word(const char *text, size_t offset)
{
	char		last = text[offset - 1];

	if (last == '@')
		return is_letter(text[offset]) || is_digit(text[offset]);
	return ends_smtp(text, offset) ||
		(is_letter(last) && !is_letter(text[offset]) &&
		 (mail_word_before(text, offset) & WORD_MAIL) != 0);
}

/*
 * Does something end before the offset, within its line?  The offset must not
 * be less than the last time, so that no byte is looked at twice, however often
 * this is asked.
 */
static bool
is_spoken_of(Topic *topic, const char *text, size_t offset,
			 bool (*ends) (const char *text, size_t offset))
{
	size_t		at = offset;

	while (at > topic->offset && !is_line_end(text[at - 1]) && !ends(text, at))
		at--;
	if (at > topic->offset)
		topic->is_spoken_of = !is_line_end(text[at - 1]);
	topic->offset = offset;
	return topic->is_spoken_of;
}

/* What announces a reply code, by standing right before it. */
typedef enum Announcement
{
	ANNOUNCED_BY_NOTHING,
	ANNOUNCED_BY_SENT,			/* "sent" */
	ANNOUNCED_BY_SIDE,			/* "S:" and such */
	ANNOUNCED_BY_REASON,		/* "error" and such */
	ANNOUNCED_BY_SAID,			/* "said" and such, "smtp;", "<<<" */
	ANNOUNCED_BY_LINE			/* it begins the line */
} Announcement;

static inline bool
is_rejecting(int32_t reply)
{
	return reply >= 400;
}

/* Does a line begin at the offset? */
static inline bool
begins_line(const char *text, size_t offset)
{
	return offset == 0 || is_line_end(text[offset - 1]) ||
		is_literal_line_end(text, offset);
}

/* Where the openings before the offset begin, within its line */
static inline size_t
before_openings(const char *text, size_t offset)
{
	if (is_underscored(text, offset))
		offset--;
	while (offset > 0 && is_opening(text[offset - 1]) &&
		   !is_line_end(text[offset - 1]))
		offset--;
	return offset;
}

/* Does Python's b'550 no' or u"550 no" begin before the offset, that of the mark? */
static inline bool
is_string_prefix(const char *text, size_t offset)
{
	return offset >= 2 && (text[offset - 1] == 'b' || text[offset - 1] == 'u') &&
		(text[offset] == '\'' || text[offset] == '"') &&
		!is_letter(text[offset - 2]);
}

/* A mark of the arrows and bars that lines of transcripts begin with */
static inline bool
is_arrow_mark(char c)
{
	return c == '<' || c == '>' || c == '-' || c == '=' || c == '~' ||
		c == '|' || c == '*';
}

/*
 * Where the arrow that ends before the offset begins, or the offset.  One of
 * them may be a character of UTF-8 (U+2000 to U+2BFF: signs, arrows, lines).
 */
static size_t
before_arrow(const char *text, size_t offset)
{
	size_t		least = offset > MAX_ARROW ? offset - MAX_ARROW : 0;

	for (;;)
	{
		if (offset > least && is_arrow_mark(text[offset - 1]))
			offset--;
		else if (offset >= least + 3 && text[offset - 3] == '\xE2' &&
				 (unsigned char) text[offset - 2] <= 0xAF &&
				 (unsigned char) text[offset - 2] >= 0x80)
			offset -= 3;
		else
			return offset;
	}
}

/* Where the blanks before the offset begin, within its line */
static inline size_t
before_spaces(const char *text, size_t offset)
{
	while (offset > 0 && is_space(text[offset - 1]))
		offset--;
	return offset;
}

/*
 * Is HTTP spoken of shortly before the offset?  Its status codes look like
 * replies.
 */
static bool
http_before(const char *text, size_t offset)
{
	size_t		least = offset > MAX_HTTP ? offset - MAX_HTTP : 0;

	for (; offset >= least + 4 && !is_line_end(text[offset - 1]); offset--)
	{
		if (ascii_lower(text[offset - 4]) == 'h' &&
			ascii_lower(text[offset - 3]) == 't' &&
			ascii_lower(text[offset - 2]) == 't' &&
			ascii_lower(text[offset - 1]) == 'p')
			return true;
	}
	return false;
}

/* Where the word begins that ends before the offset */
static size_t
before_word(const char *text, size_t offset)
{
	while (offset > 0 && is_letter(text[offset - 1]))
		offset--;
	return offset;
}

/*
 * Does the name of a server end before the offset, as transcripts have it
 * before the server's lines: server, S?  The word is given by its kinds.
 */
static inline bool
is_side(const char *text, size_t offset, int kinds)
{
	return (kinds & WORD_SIDE) != 0 &&
		(is_letter(byte_before(text, offset - 1)) || text[offset - 1] < 'a');
}

/* Is the word before the offset one in brackets, or one with a colon? */
static bool
is_label(const char *text, size_t offset)
{
	size_t		begin = before_word(text, offset);

	return text[offset] == ':' ||
		(text[offset] == ']' && byte_before(text, begin) == '[');
}

/*
 * What does the word announce that ends before the offset?  "was" and "with"
 * pass on what the word before them announces.
 */
static Announcement
announcement_by_word(const char *text, size_t offset)
{
	int			kinds = word_before(text, offset);

	if (kinds == WORD_OTHER)
		kinds = last_word_before(text, offset);
	for (int links = 0; links < MAX_LINKS && (kinds & WORD_LINK) != 0; links++)
	{
		offset = before_openings(text, before_word(text, offset));
		kinds = word_before(text, offset);
		if ((mail_word_before(text, offset) & WORD_FAILURE) != 0)
			kinds |= WORD_REASON;
	}
	if (kinds == WORD_SAID)
		return ANNOUNCED_BY_SAID;
	if (kinds == WORD_OTHER || http_before(text, offset))
		return ANNOUNCED_BY_NOTHING;
	if ((kinds & WORD_SAID) != 0)
		return ANNOUNCED_BY_SAID;
	if ((kinds & WORD_SENT) != 0)
		return ANNOUNCED_BY_SENT;
	if ((kinds & WORD_REASON) != 0)
		return ANNOUNCED_BY_REASON;
	return (is_side(text, offset, kinds) && is_label(text, offset)) ||
		(kinds == WORD_PROTOCOL && text[offset] == ' ') ? ANNOUNCED_BY_SIDE :
		ANNOUNCED_BY_NOTHING;
}

/*
 * What announces a reply code by the arrow that ends before the offset?  One
 * that points to the left marks what came from the server: <<<, <-, <**, <~*.
 * Behind the name of a server or of SMTP any will do, and where nothing else
 * stands before it in the line.
 */
static Announcement
announcement_by_arrow(const char *text, size_t offset)
{
	size_t		arrow = before_arrow(text, offset);
	int			kinds;

	if (begins_line(text, before_openings(text, arrow)))
		return ANNOUNCED_BY_LINE;
	if ((offset - arrow >= 2 && text[arrow] == '<') ||
		(offset - arrow == 3 && memcmp(text + arrow, "\xE2\x86\x90", 3) == 0))
		return ANNOUNCED_BY_SAID;
	if (text[arrow] != '<' && text[offset - 1] != '>')
		return ANNOUNCED_BY_NOTHING;
	kinds = word_before(text, arrow);
	return is_side(text, arrow, kinds) || kinds == WORD_PROTOCOL ?
		ANNOUNCED_BY_SAID : ANNOUNCED_BY_NOTHING;
}

/*
 * What announces a reply code at the offset?  Openings may stand between, and
 * behind a word colons and equals signs.
 */
static Announcement
announcement_before(const char *text, size_t offset)
{
	size_t		at = before_openings(text, offset);
	size_t		mark;
	Announcement by = ANNOUNCED_BY_NOTHING;

	if (begins_line(text, at))
		return ANNOUNCED_BY_LINE;
	if (is_string_prefix(text, at))
	{
		at = before_openings(text, at - 1);
		if (begins_line(text, at))
			return ANNOUNCED_BY_LINE;
	}
	mark = before_spaces(text, offset);
	if (is_arrow_mark(text[mark - 1]) || is_wide(text[mark - 1]))
		by = announcement_by_arrow(text, mark);
	if (by != ANNOUNCED_BY_NOTHING)
		return by;
	while (at > 0 && (text[at - 1] == ':' || text[at - 1] == '='))
		at = before_openings(text, at - 1);
	if (at > 0 && text[at - 1] == ';')
		return (word_before(text, at - 1) & WORD_PROTOCOL) != 0 ?
			ANNOUNCED_BY_SAID : ANNOUNCED_BY_NOTHING;
	if (at == 0 || at == offset)
		return ANNOUNCED_BY_NOTHING;
	return announcement_by_word(text, text[at - 1] == ']' ? at - 1 : at);
}

/* Do Sendmail's dots stand before the offset, behind an address: <a@b>... 550? */
static bool
follows_dots(const char *text, size_t offset)
{
	return offset > 4 && text[offset - 1] == ' ' && text[offset - 2] == '.' &&
		text[offset - 3] == '.' && text[offset - 4] == '.' &&
		address_before(text, offset - 4);
}

/* Is there a quotation mark of a kind directly before the offset? */
static inline bool
is_quoted(const char *text, size_t offset)
{
	char		before = byte_before(text, offset);

	return before == '\'' || before == '"';
}

/*
 * Where the text begins that follows a number in a tuple, as the errors of many
 * languages print one: (550, b'no'), {550, <<"no">>}, ('550', ['no']).  The
 * number has ended; the result is 0 if there is no such text.
 */
static size_t
tuple_text(const char *text, size_t length)
{
	size_t		at = 0;

	if (byte_at(text, length, 0) != ',')
		at = quote_length(text, length, 0);
	if (byte_at(text, length, at) != ',')
		return 0;
	at++;
	while (at < MAX_TUPLE && (is_blank(byte_at(text, length, at)) ||
							  byte_at(text, length, at) == '[' ||
							  byte_at(text, length, at) == '<'))
		at++;
	length = at + quote_length(text, length, at);
	return length > at ? length : 0;
}

/* Is the number at the offset the first of such a tuple? */
static bool
begins_tuple(const char *text, size_t length, size_t offset)
{
	char		opening = byte_before(text, offset - is_quoted(text, offset));

	return (opening == '(' || opening == '[' || opening == '{') &&
		tuple_text(text + offset + 3, length - offset - 3) > 0;
}

/*
 * Does a reply code behind a colon and a blank count?  It does behind a name in
 * brackets, an address, the words that end an account of the SMTP dialogue, and
 * in a line that speaks of SMTP behind anything but a measure.  One that
 * rejects also does behind a failure.
 */
static bool
counts_after_colon(Scan *scan, size_t colon, int32_t reply)
{
	const char *text = scan->text;
	int			kinds;

	if (text[colon - 1] == '>' || text[colon - 1] == ']')
		return true;
	kinds = word_before(text, colon);
	/* the name of a protocol may end at the colon itself */
	return (kinds & WORD_ACCOUNT) != 0 || address_before(text, colon) ||
		((kinds & WORD_MEASURE) == 0 && !http_before(text, colon) &&
		 ((is_rejecting(reply) &&
		   (mail_word_before(text, colon) & WORD_FAILURE) != 0) ||
		  is_spoken_of(&scan->smtp, text, colon, ends_smtp)));
}

/*
 * Does a rejecting reply code count for what its line speaks of, mail, and for
 * its words?  A mark has to stand before it, such as a colon, a dash, an
 * arrow, the end of a sentence, or a parenthesis or a quotation mark that
 * opens, or a quotation has to follow: a number among words is just one.
 */
static bool
counts_in_line(Scan *scan, size_t offset)
{
	const char *text = scan->text;
	size_t		length = scan->length;
	size_t		at = before_openings(text, offset);
	char		opening = byte_before(text, offset);
	char		mark = byte_before(text, at);

	if (at == offset || opening == '#' || opening == '*' ||
		is_digit(mark) || !words_follow(text, length, offset + 3))
		return false;
	if (opening != '(' && opening != '[' && !is_quoted(text, offset) &&
		(is_letter(mark) || mark == ',' || mark == '=') &&
		(byte_at(text, length, offset + 3) != '-' ||
		 quote_length(text, length, offset + 4) == 0))
		return false;
	if (mark == ':' && (word_before(text, at - 1) & WORD_MEASURE) != 0)
		return false;
	return is_spoken_of(&scan->mail, text, offset, ends_mail_word) &&
		!http_before(text, offset);
}

/* Does it follow a greeting or a line that was not the last, in the same line? */
static bool
counts_after_interim(const Scan *scan, size_t offset)
{
	return scan->is_interim && byte_before(scan->text, offset) == ' ' &&
		words_follow(scan->text, scan->length, offset + 3);
}

/* A port of mail servers (RFC 8314): no reply code has their numbers. */
static inline bool
is_port(int32_t number)
{
	return number == 465 || number == 587;
}

/*
 * Does a reply code that nothing announces count for what stands round it?
 *
 * Few get here: inlined, this would slow down the others.
 */
__attribute__((noinline)) static bool
counts_by_context(Scan *scan, size_t offset, int32_t reply)
{
	const char *text = scan->text;
	char		before = byte_before(text, offset);
	char		second = offset > 1 ? text[offset - 2] : '\0';
	size_t		end = offset + 3;

	if (begins_tuple(text, scan->length, offset) || follows_dots(text, offset))
		return true;
	if ((before == ' ' || before == '_') && second == ':' && offset >= 3 &&
		counts_after_colon(scan, offset - 2, reply))
		return true;
	if (!is_rejecting(reply) || is_port(reply))
		return false;
	if ((before == ',' || before == ';' || before == '|') && offset >= 2 &&
		!is_digit(second) && is_blank(byte_at(text, scan->length, end)))
		return true;
	/* what answers already is not put in doubt by so little */
	if (scan->found.has_reply && is_rejecting(scan->found.reply))
		return false;
	return counts_after_interim(scan, offset) || counts_in_line(scan, offset);
}

/*
 * Does a reply code count at the offset?
 *
 * It does if it is announced, wherever its own enhanced code follows, and if
 * what stands round it tells, unless it counts things: 450 messages.
 */
static bool
reply_counts(Scan *scan, size_t offset, int32_t reply, Announcement by)
{
	const char *text = scan->text;
	size_t		end = offset + 3;
	char		before = byte_before(text, offset);
	size_t		begin;
	int32_t		code;

	if (before == '-' || before == '/')
		return false;
	if (by == ANNOUNCED_BY_LINE ||
		(by == ANNOUNCED_BY_SAID && (text[offset - 2] == ':' ||
									 !is_count(text, scan->length, end))))
		return true;
	if (adjacent_code(text, scan->length, end, &begin, &code) > 0 &&
		esc_class_of(code) == reply_class_of(reply))
		return true;
	if (is_count(text, scan->length, end))
		return false;
	switch (by)
	{
		case ANNOUNCED_BY_REASON:
			return is_rejecting(reply);
		case ANNOUNCED_BY_SENT:
			return !is_rejecting(reply) && words_follow(text, scan->length, end);
		case ANNOUNCED_BY_SIDE:
			return !is_port(reply) && words_follow(text, scan->length, end);
		default:
			return counts_by_context(scan, offset, reply);
	}
}

/* A code that tells its class only gives way to one that tells more. */
static inline bool
is_better(int32_t code, int32_t than)
{
	return esc_tells_class_only(than) && !esc_tells_class_only(code) &&
		esc_class_of(code) == esc_class_of(than);
}

/*
 * Is it a code such as X.0.350, which software puts before the reply of another
 * server that it quotes?
 */
static inline bool
is_wrapper(int32_t code)
{
	return esc_tells_class_only(code) && esc_detail_of(code) != 0;
}

/*
 * Is a reply one that others follow: a greeting, a line that is not the last,
 * or one that asks for more?
 */
static inline bool
is_interim(const Scan *scan, int32_t reply, size_t offset)
{
	return !is_rejecting(reply) &&
		(reply == 220 || reply_class_of(reply) == 3 ||
		 byte_at(scan->text, scan->length, offset + 3) == '-');
}

/*
 * A reply begins.  The one at the start of the text answers for it unless it
 * is an interim one, else the first that rejects; the same number again is the
 * same reply, be it its next line or a quotation.
 */
static void
take_reply(Scan *scan, int32_t reply, size_t offset, Announcement by)
{
	ScannedReply *found = &scan->found;

	if (found->has_reply && found->reply == reply)
	{
		scan->current = true;
		return;
	}
	if (found->has_reply &&
		(is_rejecting(found->reply) || !is_rejecting(reply) ||
		 (scan->is_final && by != ANNOUNCED_BY_LINE)))
	{
		scan->current = false;
		return;
	}
	found->has_reply = true;
	found->has_code = false;
	found->reply = reply;
	found->text = offset + 3;
	scan->is_interim = is_interim(scan, reply, offset);
	scan->is_final = offset == scan->start && !scan->is_interim;
	scan->current = true;
}

/* A code before any reply is a summary. */
static void
note_summary(Scan *scan, int32_t code, size_t end)
{
	if (scan->has_summary)
	{
		if (is_better(code, scan->summary))
			scan->summary = code;
		return;
	}
	scan->has_summary = true;
	scan->summary = code;
	scan->summary_end = end;
}

/*
 * A code has been read.  Right behind its reply it counts whatever its class;
 * later only if it does not contradict the reply.
 */
static void
take_code(Scan *scan, int32_t code, size_t end, bool adjacent)
{
	ScannedReply *found = &scan->found;

	if (!found->has_reply)
		note_summary(scan, code, end);
	else if (!scan->current)
		return;
	else if (found->has_code)
	{
		if (is_better(code, found->code))
			found->code = code;
	}
	else if (adjacent || esc_class_of(code) == reply_class_of(found->reply))
	{
		found->has_code = true;
		found->code = code;
		if (adjacent)
			found->text = end;
	}
}

/* Is the answer one that nothing later in the text can change? */
static inline bool
is_settled(const ScannedReply *found)
{
	return found->has_code && !esc_tells_class_only(found->code) &&
		is_rejecting(found->reply);
}

/*
 * The text has been read.  A summary counts where the remote's own words have
 * no code.
 */
static void
use_summary(Scan *scan)
{
	ScannedReply *found = &scan->found;

	if (!scan->has_summary || found->has_code ||
		(found->has_reply &&
		 reply_class_of(found->reply) != esc_class_of(scan->summary)))
		return;
	found->has_code = true;
	found->code = scan->summary;
	if (!found->has_reply)
		found->text = scan->summary_end;
}

/*
 * Read what may be a reply code, and the enhanced code right behind it; return
 * where to go on.
 */
static size_t
read_reply(Scan *scan, size_t offset)
{
	const char *text = scan->text;
	size_t		length = scan->length;
	size_t		end = offset + 3;
	int32_t		reply = reply_at(text, length, offset);
	Announcement by;
	int32_t		code;
	size_t		begin;
	size_t		size;

	if (reply == 0)
		return end;
	by = announcement_before(text, offset);
	if (!reply_counts(scan, offset, reply, by))
		return end;
	size = adjacent_code(text, length, end, &begin, &code);
	if (size > 0 && scan->found.has_code && is_wrapper(scan->found.code) &&
		is_better(code, scan->found.code))
		scan->found.has_reply = false;
	take_reply(scan, reply, offset, by);

	if (size == 0)
		return end;
	take_code(scan, code, begin + size, true);
	return begin + size;
}

/* The same of what may be an enhanced code alone. */
static size_t
read_code(Scan *scan, size_t offset)
{
	int32_t		code;
	size_t		size = lone_code(scan->text, scan->length, offset, &code);

	if (size == 0)
		return offset + 1;
	take_code(scan, code, offset + size, false);
	return offset + size;
}

/*
 * scan_reply
 *		Find the reply code and the enhanced code that answer for a text.
 */
ScannedReply
scan_reply(const char *text, size_t length)
{
	Scan		scan = {.text = text, .length = length};
	size_t		offset;

	while (scan.start < length && is_opening(text[scan.start]))
		scan.start++;
	offset = scan.start;
	while (!is_settled(&scan.found) &&
		   (offset = next_number(text, length, offset)) < length)
	{
		if (text[offset + 1] == '.')
			offset = read_code(&scan, offset);
		else
			offset = read_reply(&scan, offset);
	}
	use_summary(&scan);
	return scan.found;
}

/*
 * skip_to_words
 *		Leave out what stands between the codes and the words of a reply, and
 *		the blanks at its end.
 */
void
skip_to_words(const char **text, size_t *length)
{
	size_t		at = tuple_text(*text, *length);

	*text += at;
	*length -= at;
	while (*length > 0 && (is_blank(**text) || **text == '-' ||
						   **text == ':' || **text == ')' || **text == ']' ||
						   **text == ',' || **text == '_'))
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
	size_t		offset = cursor->offset;

	while ((offset = next_number(text, length, offset)) < length)
	{
		size_t		begin = offset;
		size_t		size = 0;

		if (text[offset + 1] == '.')
			size = lone_code(text, length, offset, code);
		else if (reply_at(text, length, offset) > 0 &&
				 code_may_begin(text, offset))
			size = adjacent_code(text, length, offset + 3, &begin, code);
		if (size > 0)
		{
			cursor->offset = begin + size;
			return true;
		}
		offset++;
	}
	cursor->offset = length;
	return false;
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
	if (esc_tells_class_only(diagnostic) && !esc_tells_class_only(status))
		return status;
	if (esc_class_of(diagnostic) == 2 && esc_class_of(status) != 2)
		return status;
	return diagnostic;
}
