/*
 * tally_text.c
 *	  Reading the text form of a tally: one pass, no allocation, no locale.
 */
#include "tally/tally_text.h"

#include "base/ascii.h"
#include "code/code_text.h"

/* White space between tokens (RFC 8259, section 2) */
static void
skip_blanks(TallyTextReader *reader)
{
	while (reader->offset < reader->length)
	{
		char		c = reader->text[reader->offset];

		if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
			break;
		reader->offset++;
	}
}

/* Is the next character this one?  If so, step over it. */
static bool
take(TallyTextReader *reader, char c)
{
	if (reader->offset == reader->length || reader->text[reader->offset] != c)
		return false;
	reader->offset++;
	return true;
}

static bool
next_is_digit(const TallyTextReader *reader)
{
	return reader->offset < reader->length &&
		is_digit(reader->text[reader->offset]);
}

/* What begins at the offset and ends before the next character is at fault. */
static bool
fault_from(TallyTextReader *reader, TallyTextFaultKind kind, size_t offset)
{
	reader->fault.kind = kind;
	reader->fault.offset = offset;
	reader->fault.length = reader->offset - offset;
	return false;
}

/* The next character is at fault, or that there is none. */
static bool
fault_here(TallyTextReader *reader, TallyTextFaultKind kind)
{
	if (reader->offset == reader->length)
		kind = TALLY_TEXT_ENDS;
	return fault_from(reader, kind, reader->offset);
}

/* Read a code in quotes. */
static bool
read_code(TallyTextReader *reader, int32_t *code)
{
	size_t		start;
	CodeFault	ignored;

	if (!take(reader, '"'))
		return fault_here(reader, TALLY_TEXT_NO_NAME);
	start = reader->offset;
	while (reader->offset < reader->length && reader->text[reader->offset] != '"')
		reader->offset++;
	if (reader->offset == reader->length)
		return fault_here(reader, TALLY_TEXT_ENDS);
	if (!esc_parse(reader->text + start, reader->offset - start, code, &ignored))
		return fault_from(reader, TALLY_TEXT_BAD_CODE, start);
	reader->offset++;
	return true;
}

/* Read a positive integer. */
static bool
read_count(TallyTextReader *reader, int64_t *count)
{
	size_t		start = reader->offset;
	bool		negative = take(reader, '-');
	size_t		digits = reader->offset;
	bool		too_large = false;
	int64_t		value = 0;

	if (!next_is_digit(reader))
		return fault_here(reader, TALLY_TEXT_NO_COUNT);
	for (; next_is_digit(reader); reader->offset++)
	{
		int			digit = reader->text[reader->offset] - '0';

		if (value > (TALLY_COUNT_MAX - digit) / 10)
			too_large = true;
		else
			value = value * 10 + digit;
	}

	if (reader->text[digits] == '0' && reader->offset - digits > 1)
		return fault_from(reader, TALLY_TEXT_LEADING_ZERO, start);
	if (reader->offset < reader->length &&
		(reader->text[reader->offset] == '.' ||
		 reader->text[reader->offset] == 'e' ||
		 reader->text[reader->offset] == 'E'))
		return fault_from(reader, TALLY_TEXT_NOT_INTEGER, start);
	if (negative || too_large || value == 0)
		return fault_from(reader, TALLY_TEXT_OUT_OF_RANGE, start);
	*count = value;
	return true;
}

/* Only white space may stand after the object. */
static bool
read_end(TallyTextReader *reader)
{
	skip_blanks(reader);
	if (reader->offset < reader->length)
		fault_here(reader, TALLY_TEXT_TRAILING);
	return false;
}

/*
 * tally_text_next
 *		Read the next code and its count; false at the end and at a fault,
 *		which the reader then has.
 *
 * That a code stands there twice is for the caller to find out.
 */
bool
tally_text_next(TallyTextReader *reader, int32_t *code, int64_t *count)
{
	bool		first = reader->offset == 0;

	skip_blanks(reader);
	if (first)
	{
		if (reader->offset == reader->length)
			return fault_from(reader, TALLY_TEXT_EMPTY, 0);
		if (!take(reader, '{'))
			return fault_here(reader, TALLY_TEXT_NO_OBJECT);
		skip_blanks(reader);
	}
	if (take(reader, '}'))
		return read_end(reader);
	if (!first)
	{
		if (!take(reader, ','))
			return fault_here(reader, TALLY_TEXT_NO_COMMA);
		skip_blanks(reader);
	}

	if (!read_code(reader, code))
		return false;
	skip_blanks(reader);
	if (!take(reader, ':'))
		return fault_here(reader, TALLY_TEXT_NO_COLON);
	skip_blanks(reader);
	return read_count(reader, count);
}
