/*
 * provider.c
 *	  Look-ups among mail providers: by name, by host, and what one of them
 *	  means by a code.
 */
#include "provider.h"

#include "ascii.h"
#include "provider_table.h"

/* The hash function FNV-1a, as generate.pl has it */
#define HASH_START 2166136261u

static inline uint32_t
hash_byte(uint32_t hash, char c)
{
	return (hash ^ (unsigned char) c) * 16777619u;
}

static bool
key_is(const ProviderKey *key, const char *text, size_t length)
{
	if (key->length != length)
		return false;
	for (size_t i = 0; i < length; i++)
	{
		if (key->text[i] != ascii_lower(text[i]))
			return false;
	}
	return true;
}

/* The provider of a text in a hash table, whose size is a power of two. */
static int
find_key(const ProviderKey *table, uint32_t size, uint32_t hash,
		 const char *text, size_t length)
{
	uint32_t	slot = hash ^ hash >> 16;

	for (;; slot++)
	{
		const ProviderKey *key = &table[slot & (size - 1)];

		if (key->text == NULL)
			return PROVIDER_NONE;
		if (key_is(key, text, length))
			return key->provider;
	}
}

/*
 * provider_from_name
 *		The provider of that key or alias, PROVIDER_NONE if there is none.
 *
 * Only letters and digits count, whatever their case: "Office 365" is
 * "office365".  The name need not end with a null byte.
 */
int
provider_from_name(const char *name, size_t length)
{
	char		squeezed[PROVIDER_NAME_MAX];
	size_t		count = 0;
	uint32_t	hash = HASH_START;

	for (size_t i = 0; i < length; i++)
	{
		char		c = ascii_lower(name[i]);
		bool		is_ascii = (unsigned char) c < 0x80;

		if (is_ascii && !is_letter(c) && !is_digit(c))
			continue;
		if (!is_ascii || count == PROVIDER_NAME_MAX)
			return PROVIDER_NONE;
		squeezed[count++] = c;
		hash = hash_byte(hash, c);
	}
	return find_key(provider_names, PROVIDER_NAME_SLOTS, hash, squeezed, count);
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
			int			provider = find_key(provider_hosts,
											PROVIDER_HOST_SLOTS, hash,
											host + start, end - start);

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

/* The range of a provider that has the code, or NULL. */
static const ProviderRange *
find_range(int provider, int32_t code)
{
	int			low = provider_first_ranges[provider];
	int			high = provider_first_ranges[provider + 1];

	while (low < high)
	{
		int			middle = (low + high) / 2;

		if (code > provider_ranges[middle].upper)
			low = middle + 1;
		else if (code < provider_ranges[middle].lower)
			high = middle;
		else
			return &provider_ranges[middle];
	}
	return NULL;
}

/*
 * provider_answer
 *		What the provider means by the code under the reply, or NO_REPLY; NULL
 *		where it has no meaning of its own.
 */
const ProviderAnswer *
provider_answer(int provider, int32_t code, int32_t reply)
{
	const ProviderRange *range = find_range(provider, code);

	if (range == NULL)
		return NULL;
	for (int i = 0; i < range->case_count; i++)
	{
		const ProviderCase *one = &provider_cases[range->first_case + i];

		if (one->reply == reply || one->reply == OTHER_REPLY)
			return &one->answer;
	}
	return NULL;
}

/* Does the provider use the code, under whatever reply? */
bool
provider_knows_code(int provider, int32_t code)
{
	return find_range(provider, code) != NULL;
}
