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

#include "base/ascii.h"
#include "text/number_scan.h"
#include "text/reply_words.h"

/* The most bytes of an address that are looked back at. */
#define MAX_ADDRESS 80

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

/* A text, and what the scanner knows of it. */
typedef struct Scan
{
	const char *text;
	size_t		length;
	size_t		start;			/* where the first openings end */

	/* Is SMTP spoken of in the line before the offset?  Found out if needed. */
	bool		smtp_line;
	size_t		smtp_offset;

	/* The reply that answers for the text, as far as it has been read. */
	ScannedReply found;
	bool		at_text_start;	/* the reply stands there */
	bool		current;		/* what is being read belongs to it */
	bool		has_summary;	/* a code before any reply */
	int32_t		summary;
	size_t		summary_end;
} Scan;

/*
 * Does the byte at the offset end the name of a protocol?  These all end with
 * the same letter, which spares most look-ups.
 */
static inline bool
ends_protocol(const char *text, size_t offset)
{
	return (byte_before(text, offset) | ('a' ^ 'A')) == 'p' &&
		!is_letter(text[offset]) && !is_digit(text[offset]) &&
		(word_before(text, offset) & WORD_PROTOCOL) != 0;
}

/*
 * Is SMTP spoken of in the line before the offset?  That must not be less than
 * the last time, so that no byte is looked at twice, however often this is
 * asked.
 */
static bool
smtp_line_before(Scan *scan, size_t offset)
{
	const char *text = scan->text;
	size_t		at = offset;

	while (at > scan->smtp_offset && !is_line_end(text[at - 1]) &&
		   !ends_protocol(text, at - 1))
		at--;
	if (at > scan->smtp_offset)
		scan->smtp_line = !is_line_end(text[at - 1]);
	scan->smtp_offset = offset;
	return scan->smtp_line;
}

/* What announces a reply code, by standing right before it. */
typedef enum Announcement
{
	ANNOUNCED_BY_NOTHING,
	ANNOUNCED_BY_REASON,		/* "error" and such */
	ANNOUNCED_BY_SAID,			/* "said" and such, "smtp;", "<<<" */
	ANNOUNCED_BY_LINE			/* it begins the line */
} Announcement;

/* Where the openings before the offset begin, within its line */
static inline size_t
before_openings(const char *text, size_t offset)
{
	while (offset > 0 && is_opening(text[offset - 1]) &&
		   !is_line_end(text[offset - 1]))
		offset--;
	return offset;
}

/* Is Sendmail's "<<<" between the offsets? */
static bool
has_arrows(const char *text, size_t from, size_t to)
{
	int			arrows = 0;

	while (from < to && arrows < 3)
		arrows = text[from++] == '<' ? arrows + 1 : 0;
	return arrows == 3;
}

/*
 * What announces a reply code at the offset?  Openings may stand between, and
 * behind a word colons and equals signs.
 */
static Announcement
announcement_before(const char *text, size_t offset)
{
	size_t		at = before_openings(text, offset);
	int			kinds;

	if (at == 0 || is_line_end(text[at - 1]))
		return ANNOUNCED_BY_LINE;
	while (at > 0 && (text[at - 1] == ':' || text[at - 1] == '='))
		at = before_openings(text, at - 1);
	if (has_arrows(text, at, offset))
		return ANNOUNCED_BY_SAID;
	if (at > 0 && text[at - 1] == ';')
		return (word_before(text, at - 1) & WORD_PROTOCOL) != 0 ?
			ANNOUNCED_BY_SAID : ANNOUNCED_BY_NOTHING;
	if (at == offset)
		return ANNOUNCED_BY_NOTHING;

	kinds = word_before(text, at);
	if ((kinds & WORD_SAID) != 0)
		return ANNOUNCED_BY_SAID;
	if ((kinds & WORD_REASON) != 0)
		return ANNOUNCED_BY_REASON;
	return ANNOUNCED_BY_NOTHING;
}

static inline bool
is_rejecting(int32_t reply)
{
	return reply >= 400;
}

/*
 * Does a reply code behind a colon and a blank count?  It does behind a name in
 * brackets, an address, the words that end an account of the SMTP dialogue, and
 * in a line that speaks of SMTP behind anything but a measure.
 */
static bool
counts_after_colon(Scan *scan, size_t colon)
{
	const char *text = scan->text;
	int			kinds;

	if (text[colon - 1] == '>' || text[colon - 1] == ']')
		return true;
	kinds = word_before(text, colon);
	/* the name of a protocol may end at the colon itself */
	return (kinds & WORD_ACCOUNT) != 0 || address_before(text, colon) ||
		((kinds & WORD_MEASURE) == 0 && smtp_line_before(scan, colon + 1));
}

/*
 * Does a reply code count at the offset?
 *
 * It does if it is announced, after the colon that ends an account of the SMTP
 * dialogue, in a field of a separated list, and wherever its own enhanced code
 * follows.
 */
static bool
reply_counts(Scan *scan, size_t offset, int32_t reply, Announcement by)
{
	const char *text = scan->text;
	char		before = byte_before(text, offset);
	char		second = offset > 1 ? text[offset - 2] : '\0';
	char		next = byte_at(text, scan->length, offset + 3);
	size_t		begin;
	int32_t		code;

	if (before == '-' || before == '/')
		return false;
	if (by == ANNOUNCED_BY_LINE || by == ANNOUNCED_BY_SAID ||
		(by == ANNOUNCED_BY_REASON && is_rejecting(reply)))
		return true;
	if (adjacent_code(text, scan->length, offset + 3, &begin, &code) > 0 &&
		esc_class_of(code) == reply_class_of(reply))
		return true;
	if (before == ' ' && second == ':' && offset >= 3)
		return counts_after_colon(scan, offset - 2);
	if (before == '\'' && second == '(')
		return next == '\'';
	if ((before == ',' || before == ';' || before == '|') && offset >= 2)
		return !is_digit(second) && is_rejecting(reply) && is_blank(next);
	return false;
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

/*
 * A reply begins.  The one at the start of the text answers for it, else the
 * first that rejects; the same number again is the same reply, be it its next
 * line or a quotation.
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
		 (scan->at_text_start && by != ANNOUNCED_BY_LINE)))
	{
		scan->current = false;
		return;
	}
	found->has_reply = true;
	found->has_code = false;
	found->reply = reply;
	found->text = offset + 3;
	scan->at_text_start = offset == scan->start;
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
	return found->has_code && !is_generic(found->code) &&
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
	take_reply(scan, reply, offset, by);

	size = adjacent_code(text, length, end, &begin, &code);
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
	if (is_generic(diagnostic) && !is_generic(status))
		return status;
	if (esc_class_of(diagnostic) == 2 && esc_class_of(status) != 2)
		return status;
	return diagnostic;
}
