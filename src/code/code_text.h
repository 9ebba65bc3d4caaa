/*
 * code_text.h
 *	  The text forms of an enhanced status code, a pattern of such codes, and a
 *	  reply code.
 *
 * Free of PostgreSQL: the parsers return what is wrong and where, and their
 * callers decide whether that is an error, a soft error or a NULL.
 */
#ifndef SMTPCODE_CODE_TEXT_H
#define SMTPCODE_CODE_TEXT_H

#include <stddef.h>

#include "code/pattern_value.h"

/* The longest text forms, with their terminating zero byte. */
#define ESC_TEXT_SIZE	sizeof("5.999.999")
#define PATTERN_TEXT_SIZE sizeof("5.999.998-999")
#define REPLY_TEXT_SIZE sizeof("599")

typedef enum CodeFaultKind
{
	CODE_VALID,
	CODE_EMPTY,					/* there is no text at all */
	CODE_BLANK,					/* white space, anywhere */
	CODE_WILDCARD,				/* X, x or * in place of a number */
	CODE_PART_MISSING,			/* the text ends before the part */
	CODE_NOT_DIGIT,				/* another character in place of a number */
	CODE_NO_DOT,				/* another character before the part */
	CODE_BAD_CLASS,				/* a number, but no class */
	CODE_LEADING_ZERO,
	CODE_TOO_LONG,				/* the part has too many digits */
	CODE_REVERSED,				/* the range ends before it begins */
	CODE_TRAILING				/* the text goes on after the code */
} CodeFaultKind;

typedef enum CodePart
{
	CODE_CLASS,
	CODE_SUBJECT,
	CODE_DETAIL
} CodePart;

typedef struct CodeFault
{
	CodeFaultKind kind;
	CodePart	part;			/* of an enhanced code */
	size_t		offset;			/* of the character that is wrong, from 0 */
} CodeFault;

extern bool esc_parse(const char *text, size_t length,
					  int32_t *code, CodeFault *fault);
extern bool pattern_parse(const char *text, size_t length,
						  int64_t *pattern, CodeFault *fault);
extern bool reply_parse(const char *text, size_t length,
						int32_t *reply, CodeFault *fault);
extern void trim_blanks(const char **text, size_t *length);
extern size_t esc_format(int32_t code, char *text);
extern size_t pattern_format(int64_t pattern, char *text);
extern size_t reply_format(int32_t reply, char *text);

#endif							/* SMTPCODE_CODE_TEXT_H */
