/*
 * slice.h
 *	  A piece of a text: where it starts, and how many bytes it has.
 *
 * Free of PostgreSQL.  Nothing is copied, and no zero byte ends a slice.  A
 * place in it is an offset from its start.  What is absent has no start.
 */
#ifndef SMTPCODE_SLICE_H
#define SMTPCODE_SLICE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Slice
{
	const char *start;
	size_t		length;
} Slice;

static inline Slice
slice_of(const char *start, size_t length)
{
	Slice		slice = {start, length};

	return slice;
}

/* What is not there */
static inline Slice
no_slice(void)
{
	return slice_of(NULL, 0);
}

/* The byte at the offset, or a zero byte behind the end. */
static inline char
byte_at(Slice text, size_t offset)
{
	return offset < text.length ? text.start[offset] : '\0';
}

/* The byte before the offset, or a zero byte before the start. */
static inline char
byte_before(Slice text, size_t offset)
{
	return offset > 0 ? text.start[offset - 1] : '\0';
}

/* Leave the first bytes behind. */
static inline void
slice_skip(Slice *slice, size_t count)
{
	slice->start += count;
	slice->length -= count;
}

#endif							/* SMTPCODE_SLICE_H */
