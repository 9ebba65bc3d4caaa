/*
 * pattern_value.h
 *	  The value behind the type esc_pattern: how a set of codes lies in an
 *	  integer.
 *
 * A pattern fixes the class or leaves it open, fixes the subject or leaves it
 * open, and has a range of details, from one of them to all.  It is
 *
 *		class * 2^30 + subject * 2^20 + first detail * 2^10 + (999 - last detail)
 *
 * on disk and on the wire, for ever, where class is 0 for any, and subject is
 * 0 for any and one more than its number otherwise.
 *
 * Each set of codes that can be written has one value (5.7.0-999 is 5.7.X), so
 * that equality of integers is equality of sets.  Integers order the patterns
 * so that each comes before all those that it contains: X.X.X is 0.
 */
#ifndef SMTPCODE_PATTERN_VALUE_H
#define SMTPCODE_PATTERN_VALUE_H

#include "code/code_value.h"

#define PATTERN_ANY (-1)		/* in place of a class or a subject */

/* A constant, so that it can stand in the registry's tables. */
#define PATTERN_PACK(class, subject, first, last) \
	((int64_t) ((class) == PATTERN_ANY ? 0 : (class)) * (1 << 30) + \
	 (int64_t) ((subject) + 1) * (1 << 20) + \
	 (int64_t) (first) * (1 << 10) + \
	 (ESC_PART_MAX - (last)))

/* A pattern taken apart. */
typedef struct PatternParts
{
	int32_t		class;			/* or PATTERN_ANY */
	int32_t		subject;		/* or PATTERN_ANY */
	int32_t		first;			/* first detail */
	int32_t		last;			/* last detail */
} PatternParts;

static inline PatternParts
pattern_parts(int64_t pattern)
{
	PatternParts parts;

	parts.class = (int32_t) (pattern >> 30);
	if (parts.class == 0)
		parts.class = PATTERN_ANY;
	parts.subject = (int32_t) (pattern >> 20 & ESC_PART_MASK) - 1;
	parts.first = (int32_t) (pattern >> 10 & ESC_PART_MASK);
	parts.last = ESC_PART_MAX - (int32_t) (pattern & ESC_PART_MASK);
	return parts;
}

static inline int64_t
pattern_pack(PatternParts parts)
{
	return PATTERN_PACK(parts.class, parts.subject, parts.first, parts.last);
}

/* Is any 64-bit integer, a message from the wire for example, a pattern? */
static inline bool
pattern_is_valid(int64_t pattern)
{
	int64_t		class = pattern >> 30;
	PatternParts parts;

	if (class != 0 && class != 2 && class != 4 && class != 5)
		return false;
	parts = pattern_parts(pattern);
	return parts.subject <= ESC_PART_MAX && parts.first <= parts.last;
}

static inline bool
pattern_has_all_details(PatternParts parts)
{
	return parts.first == 0 && parts.last == ESC_PART_MAX;
}

/* Is the code one of the set? */
static inline bool
pattern_matches(int64_t pattern, int32_t code)
{
	PatternParts parts = pattern_parts(pattern);
	int32_t		detail = esc_detail_of(code);

	return (parts.class == PATTERN_ANY || parts.class == esc_class_of(code)) &&
		(parts.subject == PATTERN_ANY || parts.subject == esc_subject_of(code)) &&
		detail >= parts.first && detail <= parts.last;
}

/* Are all codes of the inner set in the outer one? */
static inline bool
pattern_contains(int64_t outer, int64_t inner)
{
	PatternParts o = pattern_parts(outer);
	PatternParts i = pattern_parts(inner);

	return (o.class == PATTERN_ANY || o.class == i.class) &&
		(o.subject == PATTERN_ANY || o.subject == i.subject) &&
		o.first <= i.first && i.last <= o.last;
}

/* Is there a code in both sets? */
static inline bool
pattern_overlaps(int64_t one, int64_t other)
{
	PatternParts a = pattern_parts(one);
	PatternParts b = pattern_parts(other);

	return (a.class == PATTERN_ANY || b.class == PATTERN_ANY || a.class == b.class) &&
		(a.subject == PATTERN_ANY || b.subject == PATTERN_ANY || a.subject == b.subject) &&
		a.first <= b.last && b.first <= a.last;
}

/* How many codes are in the set? */
static inline int32_t
pattern_size(int64_t pattern)
{
	PatternParts parts = pattern_parts(pattern);

	return (parts.class == PATTERN_ANY ? 3 : 1) *
		(parts.subject == PATTERN_ANY ? ESC_PART_MAX + 1 : 1) *
		(parts.last - parts.first + 1);
}

/* The smallest and the largest code of the set. */
static inline int32_t
pattern_lower(int64_t pattern)
{
	PatternParts parts = pattern_parts(pattern);

	return esc_pack(parts.class == PATTERN_ANY ? 2 : parts.class,
					parts.subject == PATTERN_ANY ? 0 : parts.subject,
					parts.first);
}

static inline int32_t
pattern_upper(int64_t pattern)
{
	PatternParts parts = pattern_parts(pattern);

	return esc_pack(parts.class == PATTERN_ANY ? 5 : parts.class,
					parts.subject == PATTERN_ANY ? ESC_PART_MAX : parts.subject,
					parts.last);
}

/*
 * Is every code from the smallest to the largest in the set?  There are no
 * codes between the classes, so X.X.X is one run as well.
 */
static inline bool
pattern_is_run(int64_t pattern)
{
	PatternParts parts = pattern_parts(pattern);

	if (parts.subject == PATTERN_ANY)
		return pattern_has_all_details(parts);
	return parts.class != PATTERN_ANY;
}

#endif							/* SMTPCODE_PATTERN_VALUE_H */
