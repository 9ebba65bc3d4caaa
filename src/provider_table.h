/*
 * provider_table.h
 *	  The tables behind provider.h, as src/registry/generate.pl makes them.
 *
 * The script has applied the rules by which several meanings give one answer
 * (doc/classification.md): what is left to do is to look it up.
 */
#ifndef SMTPCODE_PROVIDER_TABLE_H
#define SMTPCODE_PROVIDER_TABLE_H

#include "provider.h"

#define OTHER_REPLY (-1)		/* any reply that no entry names */

/* The answer for one reply. */
typedef struct ProviderCase
{
	int			reply;			/* or NO_REPLY, or OTHER_REPLY */
	ProviderAnswer answer;
} ProviderCase;

/* Codes for which a provider's entries are the same. */
typedef struct ProviderRange
{
	int32_t		lower;
	int32_t		upper;
	uint16_t	first_case;
	uint16_t	case_count;
} ProviderRange;

/* A slot of a hash table, empty where the text is NULL. */
typedef struct ProviderKey
{
	const char *text;
	uint8_t		length;
	uint8_t		provider;
} ProviderKey;

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern const char *const provider_keys[PROVIDER_COUNT + 1];

/*
 * The ranges of provider n, in ascending order, begin at the nth of the first
 * ranges, counted from 1, and end before the next.  OTHER_REPLY comes last of
 * the cases of a range; without it only the replies that are named answer.
 */
extern const uint16_t provider_first_ranges[PROVIDER_COUNT + 2];
extern const ProviderRange provider_ranges[];
extern const ProviderCase provider_cases[];

/* Open addressing, by the hash of the text; a host's from its end */
extern const ProviderKey provider_names[PROVIDER_NAME_SLOTS];
extern const ProviderKey provider_hosts[PROVIDER_HOST_SLOTS];

#pragma GCC visibility pop

#endif							/* SMTPCODE_PROVIDER_TABLE_H */
