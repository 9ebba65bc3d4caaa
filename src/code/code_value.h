/*
 * code_value.h
 *	  The values behind the types: how a code lies in an integer.
 *
 * Free of PostgreSQL, so that the parsers and the tables can be compiled,
 * fuzzed and measured on their own.
 *
 * An enhanced status code (RFC 3463, section 2) is
 *
 *		class * 2^20 + subject * 2^10 + detail
 *
 * on disk and on the wire, for ever.  Each part fits its ten bits, so the
 * integers order as (class, subject, detail), and int4's own comparison and
 * hash functions serve.
 *
 * A reply code (RFC 5321, section 4.2) is the number itself, 100 to 599.
 */
#ifndef SMTPCODE_CODE_VALUE_H
#define SMTPCODE_CODE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#define ESC_PART_BITS	10
#define ESC_PART_MASK	((1 << ESC_PART_BITS) - 1)
#define ESC_PART_MAX	999		/* of a subject and of a detail */
#define ESC_COUNT		(3 * (ESC_PART_MAX + 1) * (ESC_PART_MAX + 1))

#define REPLY_MIN		100
#define REPLY_MAX		599

/* A constant, so that it can stand in the registry's tables. */
#define ESC_PACK(class, subject, detail) \
	(((class) << 2 * ESC_PART_BITS) | ((subject) << ESC_PART_BITS) | (detail))

/* RFC 3463, section 2: success, persistent transient, permanent failure */
static inline bool
esc_class_is_valid(int32_t class)
{
	return class == 2 || class == 4 || class == 5;
}

static inline int32_t
esc_pack(int32_t class, int32_t subject, int32_t detail)
{
	return ESC_PACK(class, subject, detail);
}

static inline int32_t
esc_class_of(int32_t code)
{
	return code >> 2 * ESC_PART_BITS;
}

static inline int32_t
esc_subject_of(int32_t code)
{
	return (code >> ESC_PART_BITS) & ESC_PART_MASK;
}

static inline int32_t
esc_detail_of(int32_t code)
{
	return code & ESC_PART_MASK;
}

/*
 * Does the code say nothing but its class?  RFC 3463, section 3.1, defines X.0.0
 * only: servers that number X.0.350 and the like wrap what another server said.
 */
static inline bool
esc_tells_class_only(int32_t code)
{
	return esc_subject_of(code) == 0;
}

/*
 * Does the code leave the reason open?  So do X.0.0, the detail 0 of every
 * subject, and X.7.1, which filters, block lists and relays all send.
 */
static inline bool
esc_is_generic(int32_t code)
{
	int32_t		detail = esc_detail_of(code);

	return esc_tells_class_only(code) || detail == 0 ||
		(esc_subject_of(code) == 7 && detail == 1);
}

/* Is any 32-bit integer, a message from the wire for example, a code? */
static inline bool
esc_is_valid(int32_t code)
{
	return esc_class_is_valid(esc_class_of(code)) &&
		esc_subject_of(code) <= ESC_PART_MAX &&
		esc_detail_of(code) <= ESC_PART_MAX;
}

static inline bool
reply_is_valid(int32_t reply)
{
	return reply >= REPLY_MIN && reply <= REPLY_MAX;
}

/* The first digit: 2 done, 4 failed for now, 5 failed for good. */
static inline int32_t
reply_class_of(int32_t reply)
{
	return reply / 100;
}

#endif							/* SMTPCODE_CODE_VALUE_H */
