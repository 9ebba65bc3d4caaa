/*
 * code_fault.c
 *	  What is wrong with a text or a value, in words.
 */
#include "postgres.h"

#include "mb/pg_wchar.h"

#include "base/ascii.h"
#include "code/code_fault.h"

/* A message has no room for a gigabyte, nor the server's log. */
#define QUOTED_MAX	1048576

static const char *const part_names[] = {"class", "subject", "detail"};

/* A text as a message may quote it: all of it, or else its beginning. */
const char *
quotable(const char *text, size_t length)
{
	if (length <= QUOTED_MAX)
		return pnstrdup(text, length);
	return psprintf("%.*s...", pg_mbcliplen(text, QUOTED_MAX, QUOTED_MAX), text);
}

/* What is wrong with the text of a code or a pattern, as an error's DETAIL. */
int
code_fault_detail(const CodeFault *fault)
{
	const char *part = part_names[fault->part];
	int			position = (int) fault->offset + 1;

	switch (fault->kind)
	{
		case CODE_EMPTY:
			return errdetail("The text is empty.");
		case CODE_BLANK:
			return errdetail("Blanks are not allowed, and character %d is one.",
							 position);
		case CODE_WILDCARD:
			return errdetail("The %s is a wildcard, but a code has a number there.",
							 part);
		case CODE_PART_MISSING:
			return errdetail("The %s is missing.", part);
		case CODE_NOT_DIGIT:
			return errdetail("The %s must be a number, but character %d is not a digit.",
							 part, position);
		case CODE_NO_DOT:
			return errdetail("A dot must stand before the %s, at character %d.",
							 part, position);
		case CODE_BAD_CLASS:
			return errdetail("The class must be 2, 4 or 5.");
		case CODE_LEADING_ZERO:
			return errdetail("The %s has a leading zero.", part);
		case CODE_TOO_LONG:
			return errdetail("The %s has more than three digits.", part);
		case CODE_REVERSED:
			return errdetail("The range of the %s ends before it begins.", part);
		case CODE_TRAILING:
			return errdetail("Nothing may follow the %s, but character %d does.",
							 part, position);
		case CODE_VALID:
			break;
	}
	pg_unreachable();
}

/* Which parts a code may have, as the DETAIL of an error about its bits. */
int
esc_range_detail(int32 code)
{
	return errdetail("It holds class %d, subject %d and detail %d; the class must be 2, 4 or 5, subject and detail 0 to %d.",
					 esc_class_of(code), esc_subject_of(code),
					 esc_detail_of(code), ESC_PART_MAX);
}

int
pattern_range_detail(void)
{
	return errdetail("The class, the subject or the range of details is out of range.");
}

int
reply_range_detail(void)
{
	return errdetail("A reply code is a number from %d to %d.",
					 REPLY_MIN, REPLY_MAX);
}

/* Error XX001: a stored value of one of our types is none. */
void
raise_corrupt(const char *type)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("value of type %s is corrupt", type)));
}

/* Do words follow a blank, or anything a reply code and a blank? */
static bool
is_server_text(const char *text)
{
	size_t		length = strlen(text);
	const char *blank;

	trim_blanks(&text, &length);
	blank = memchr(text, ' ', length);
	if (blank == NULL)
		return false;
	if (blank - text == 3 && is_digit(text[0]) && is_digit(text[1]) &&
		is_digit(text[2]))
		return true;
	for (const char *at = blank; at < text +length; at++)
	{
		if (is_letter(*at))
			return true;
	}
	return false;
}

/*
 * server_text_hint
 *		A HINT for who gives what a server said where a code belongs; 0 for any
 *		other text.
 */
int
server_text_hint(const char *text)
{
	if (!is_server_text(text))
		return 0;
	return errhint("Give what a server said as a diagnostic: classify(diagnostic => '550 5.1.1 User unknown').");
}
