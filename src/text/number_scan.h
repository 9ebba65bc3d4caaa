/*
 * number_scan.h
 *	  Numbers in a text that may be codes.
 *
 * Free of PostgreSQL.  A text is given by its first byte and its length, a
 * place in it by the offset from there.
 */
#ifndef SMTPCODE_NUMBER_SCAN_H
#define SMTPCODE_NUMBER_SCAN_H

#include <stddef.h>

#include "code/code_value.h"

/* The byte at the offset, or a zero byte behind the text. */
static inline char
byte_at(const char *text, size_t length, size_t offset)
{
	return offset < length ? text[offset] : '\0';
}

/* The byte before the offset, or a zero byte before the text. */
static inline char
byte_before(const char *text, size_t offset)
{
	return offset > 0 ? text[offset - 1] : '\0';
}

/*
 * is_literal_line_end
 *		Do a backslash and an n or an r stand before the offset?  Logs and the
 *		errors of many languages write a line's end that way.
 */
static inline bool
is_literal_line_end(const char *text, size_t offset)
{
	return offset >= 2 && text[offset - 2] == '\\' &&
		(text[offset - 1] == 'n' || text[offset - 1] == 'r');
}

/*
 * is_underscored
 *		Does an underscore stand before the offset in the place of a blank?
 *
 * qmail's log has no blanks: said:_550_5.1.1_<jane@shop.example>.  The mark of
 * a sentence before the underscore tells it from the one of an identifier.
 */
static inline bool
is_underscored(const char *text, size_t offset)
{
	char		mark = offset >= 2 ? text[offset - 2] : '\0';

	return offset >= 2 && text[offset - 1] == '_' &&
		(mark == ':' || mark == '.' || mark == ',' || mark == ';');
}

extern size_t next_number(const char *text, size_t length, size_t offset);
extern int32_t reply_at(const char *text, size_t length, size_t offset);
extern size_t adjacent_code(const char *text, size_t length, size_t offset,
							size_t *begin, int32_t *code);
extern size_t lone_code(const char *text, size_t length, size_t offset,
						int32_t *code);
extern bool code_may_begin(const char *text, size_t offset);
extern size_t quote_length(const char *text, size_t length, size_t offset);
extern bool is_count(const char *text, size_t length, size_t offset);
extern bool words_follow(const char *text, size_t length, size_t offset);

#endif							/* SMTPCODE_NUMBER_SCAN_H */
