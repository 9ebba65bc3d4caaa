/*
 * provider.c
 *	  Look-ups among mail providers: by name, by host, and what one of them
 *	  means by a code.
 */
#include "registry/provider.h"

#include "base/ascii.h"
#include "registry/provider_table.h"

/* Fibonacci hashing: the highest bits are the slot. */
static inline uint32_t
hash_number(uint32_t number)
{
	return number * UINT32_C(2654435769);
}

/* One step of FNV-1a. */
static inline uint32_t
hash_byte(uint32_t hash, char c)
{
	return (hash ^ (unsigned char) c) * UINT32_C(16777619);
}

#define HASH_START UINT32_C(2166136261)

/* The provider whose name it is, PROVIDER_NONE if there is none. */
static int
find_name(const uint64_t *words)
{
	uint64_t	mixed = 0;
	uint32_t	hash;

	for (int i = 0; i < PROVIDER_NAME_WORDS; i++)
		mixed ^= words[i];
	hash = hash_number((uint32_t) (mixed ^ mixed >> 32));

	for (uint32_t slot = hash >> (32 - PROVIDER_NAME_BITS);;
		 slot = (slot + 1) % (1 << PROVIDER_NAME_BITS))
	{
		const ProviderName *name = &provider_names[slot];
		uint64_t	difference = 0;

		for (int i = 0; i < PROVIDER_NAME_WORDS; i++)
			difference |= name->words[i] ^ words[i];
		if (difference == 0)
			return name->provider;
		if (name->words[0] == 0)
			return PROVIDER_NONE;
	}
}

/*
 * provider_from_name
 *		The provider of that key or alias, PROVIDER_NONE if there is none.
 *
 * Only letters and digits count, whatever their case: "Office 365" is
 * "office365".  The name need not end with a null byte.
 *
 * Names are compared as words of eight characters, which for a call a row is
 * much faster than byte by byte.
 */
int
provider_from_name(const char *name, size_t length)
{
	uint64_t	words[PROVIDER_NAME_WORDS] = {0};
	uint64_t	word = 0;
	int			count = 0;

	for (size_t i = 0; i < length; i++)
	{
		char		c = ascii_lower(name[i]);
		bool		is_ascii = (unsigned char) c < 0x80;

		if (is_ascii && !is_letter(c) && !is_digit(c))
			continue;
		if (!is_ascii || count == 8 * PROVIDER_NAME_WORDS)
			return PROVIDER_NONE;
		word = word << 8 | (unsigned char) c;
		if (++count % 8 == 0)
		{
			words[count / 8 - 1] = word;
			word = 0;
		}
	}
	if (count % 8 != 0)
		words[count / 8] = word;
	return find_name(words);
}

static bool
host_is(const ProviderHost *known, const char *host, size_t length)
{
	if (known->length != length)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (known->name[i] != ascii_lower(host[i]))
			return false;
	}
	return true;
}

/* The provider whose host it is, PROVIDER_NONE if there is none. */
static int
find_host(uint32_t hash, const char *host, size_t length)
{
	uint32_t	slot = hash_number(hash) >> (32 - PROVIDER_HOST_BITS);

	for (;; slot = (slot + 1) % (1 << PROVIDER_HOST_BITS))
	{
		const ProviderHost *known = &provider_hosts[slot];

		if (known->name == NULL)
			return PROVIDER_NONE;
		if (host_is(known, host, length))
			return known->provider;
	}
}

/*
 * provider_of_host
 *		The provider behind a mail exchanger or a recipient's domain,
 *		PROVIDER_NONE if it is not known.
 *
 * The longest known name that the host is or is under decides.  Case and a
 * dot at the end do not matter.
 */
int
provider_of_host(const char *host, size_t length)
{
	int			found = PROVIDER_NONE;
	uint32_t	hash = HASH_START;
	size_t		end = length;

	if (end > 0 && host[end - 1] == '.')
		end--;
	for (size_t start = end; end - start <= PROVIDER_HOST_MAX; start--)
	{
		if (start == 0 || host[start - 1] == '.')
		{
			int			provider = find_host(hash, host + start, end - start);

			if (provider != PROVIDER_NONE)
				found = provider;
		}
		if (start == 0)
			break;
		hash = hash_byte(hash, ascii_lower(host[start - 1]));
	}
	return found;
}

/* The key of a provider, NULL for PROVIDER_NONE. */
const char *
provider_name(int provider)
{
	return provider_keys[provider];
}

/* The code in the table, or the empty slot that shows that it is not there. */
static const ProviderCode *
find_code(int provider, int32_t code)
{
	uint32_t	key = PROVIDER_CODE_KEY(provider, code);
	uint32_t	slot = hash_number(key) >> (32 - PROVIDER_CODE_BITS);

	while (provider_codes[slot].key != key && provider_codes[slot].key != 0)
		slot = (slot + 1) % (1 << PROVIDER_CODE_BITS);
	return &provider_codes[slot];
}

/*
 * provider_answer
 *		What the provider means by the code under the reply, or NO_REPLY; NULL
 *		where it has no meaning of its own.
 */
const ProviderAnswer *
provider_answer(int provider, int32_t code, int32_t reply)
{
	const ProviderCode *known = find_code(provider, code);

	for (int i = 0; i < known->answer_count; i++)
	{
		const ProviderAnswer *answer = &provider_answers[known->first_answer + i];

		if (answer->reply == reply || answer->reply == OTHER_REPLY)
			return answer;
	}
	return NULL;
}

/* Does the provider use the code, under whatever reply? */
bool
provider_knows_code(int provider, int32_t code)
{
	return find_code(provider, code)->key != 0;
}
