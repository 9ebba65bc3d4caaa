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
#ifdef __SSE2__
#include <emmintrin.h>
#endif

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

/* The marks as bits, that of the first the lowest. */
static inline uint64_t
mark_bits(const Bytes *marks)
{
#ifdef __SSE2__
	return (unsigned) _mm_movemask_epi8((__m128i) *marks);
#else
	uint64_t	half[2];
	uint64_t	bits = 0;

	memcpy(half, marks, sizeof(half));
	for (int i = 1; i >= 0; i--)
	{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		half[i] = __builtin_bswap64(half[i]);
#endif
		/* each mark keeps another bit, and the product's top byte has all */
		bits = bits << 8 |
			((half[i] & UINT64_C(0x8040201008040201)) * UINT64_C(0x0101010101010101)) >> 56;
	}
	return bits;
#endif
}

#endif							/* SMTPCODE_SIXTEEN_H */
