/*
 * ascii.h
 *	  Kinds of bytes, whatever the locale; a byte that is not ASCII is of none.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_ASCII_H
#define SMTPCODE_ASCII_H

#include <stdbool.h>

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

static inline char
ascii_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char) (c - 'A' + 'a') : c;
}

/* A byte of a character that is not ASCII */
static inline bool
is_wide(char c)
{
	return (unsigned char) c >= 0x80;
}

/* White space, as isspace() has it in the C locale */
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

/* A blank that may stand within a line of mail (RFC 5322, section 2.2.2) */
static inline bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* The value of a hexadecimal digit, or -1 */
static inline int
hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	c = ascii_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif							/* SMTPCODE_ASCII_H */
