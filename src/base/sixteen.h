/*
 * sixteen.h
 *	  Sixteen bytes of a text at a time.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_SIXTEEN_H
#define SMTPCODE_SIXTEEN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Sixteen bytes of a text, or sixteen marks: 255 for yes, 0 for no.  Never passed
 * by value: the vector ABI differs between processors.
 */
typedef uint8_t Bytes __attribute__((vector_size(16)));

#define BYTES_BETWEEN(bytes, first, last) \
	((Bytes) ((bytes) - (uint8_t) (first) <= (uint8_t) ((last) - (first))))

/* The place of the first of the marks, or their number if there is none. */
static inline size_t
first_mark(const Bytes *marks)
{
	uint64_t	half[2];

	memcpy(half, marks, sizeof(half));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	half[0] = __builtin_bswap64(half[0]);
	half[1] = __builtin_bswap64(half[1]);
#endif
	if (half[0] != 0)
		return __builtin_ctzll(half[0]) / 8;
	if (half[1] != 0)
		return 8 + __builtin_ctzll(half[1]) / 8;
	return sizeof(*marks);
}

#endif							/* SMTPCODE_SIXTEEN_H */
