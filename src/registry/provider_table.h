/*
 * provider_table.h
 *	  The tables behind provider.h, as src/registry/generate.pl makes them.
 *
 * The script has applied the rules by which several meanings give one answer
 * (doc/classification.md): what is left to do is to look it up.
 */
#ifndef SMTPCODE_PROVIDER_TABLE_H
#define SMTPCODE_PROVIDER_TABLE_H

#include "registry/provider.h"

/*
 * The hash tables have a power of two of slots, at least half of them empty.
 * Where the slot of a key is taken, it lies in the next free one.
 */

/* A code that a provider has meanings for: empty where the key is 0 */
typedef struct ProviderCode
{
	uint32_t	key;
	uint16_t	first_answer;	/* NO_REPLY comes first, OTHER_REPLY last */
	uint16_t	answer_count;
} ProviderCode;

#define PROVIDER_CODE_KEY(provider, code) \
	((uint32_t) (provider) << 23 | (uint32_t) (code))

/* A name, eight characters to a word: empty where the first word is 0 */
typedef struct ProviderName
{
	uint64_t	words[PROVIDER_NAME_WORDS];
	int			provider;
} ProviderName;

/* A host or a domain: empty where it is NULL */
typedef struct ProviderHost
{
	const char *name;
	uint8_t		length;
	uint8_t		provider;
} ProviderHost;

extern const char *const provider_keys[PROVIDER_COUNT + 1];
extern const ProviderAnswer provider_answers[];
extern const ProviderCode provider_codes[1 << PROVIDER_CODE_BITS];
extern const ProviderName provider_names[1 << PROVIDER_NAME_BITS];
extern const ProviderHost provider_hosts[1 << PROVIDER_HOST_BITS];

#endif							/* SMTPCODE_PROVIDER_TABLE_H */
