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

extern size_t next_number(const char *text, size_t length, size_t offset);
extern int32_t reply_at(const char *text, size_t length, size_t offset);
extern size_t adjacent_code(const char *text, size_t length, size_t offset,
							size_t *begin, int32_t *code);
extern size_t lone_code(const char *text, size_t length, size_t offset,
						int32_t *code);
extern bool code_may_begin(const char *text, size_t offset);

#endif							/* SMTPCODE_NUMBER_SCAN_H */
