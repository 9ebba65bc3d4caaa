/*
 * provider.c
 *	  Fuzz target: names and hosts of providers are found as a search from the
 *	  first to the last finds them.
 */
#undef NDEBUG
#include <assert.h>
#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "registry/provider_table.h"

#define NAME_MAX_LENGTH (8 * PROVIDER_NAME_WORDS)

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The characters of a word, which stand at its lower end. */
static size_t
append_word(char *text, size_t length, uint64_t word)
{
	for (int shift = 56; shift >= 0; shift -= 8)
	{
		if ((word >> shift & 0xFF) != 0)
			text[length++] = (char) (word >> shift & 0xFF);
	}
	return length;
}

static int
search_name(const char *name, size_t length)
{
	char		letters[NAME_MAX_LENGTH];
	size_t		count = 0;

	for (size_t i = 0; i < length; i++)
	{
		if ((unsigned char) name[i] >= 0x80)
			return PROVIDER_NONE;
		if (!is_letter(name[i]) && !is_digit(name[i]))
			continue;
		if (count == NAME_MAX_LENGTH)
			return PROVIDER_NONE;
		letters[count++] = ascii_lower(name[i]);
	}
	for (int slot = 0; slot < 1 << PROVIDER_NAME_BITS; slot++)
	{
		const ProviderName *known = &provider_names[slot];
		char		text[NAME_MAX_LENGTH];
		size_t		known_length = 0;

		for (int i = 0; i < PROVIDER_NAME_WORDS; i++)
			known_length = append_word(text, known_length, known->words[i]);
		if (known_length > 0 && known_length == count &&
			memcmp(text, letters, count) == 0)
			return known->provider;
	}
	return PROVIDER_NONE;
}

/* The longest known host that it is or is under. */
static int
search_host(const char *host, size_t length)
{
	size_t		longest = 0;
	int			provider = PROVIDER_NONE;

	if (length > 0 && host[length - 1] == '.')
		length--;
	for (int slot = 0; slot < 1 << PROVIDER_HOST_BITS; slot++)
	{
		const ProviderHost *known = &provider_hosts[slot];
		size_t		before = length - known->length;

		if (known->name == NULL || known->length > length || known->length <= longest)
			continue;
		if ((before == 0 || host[before - 1] == '.') &&
			strncasecmp(host + before, known->name, known->length) == 0)
		{
			longest = known->length;
			provider = known->provider;
		}
	}
	return provider;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	int			named = provider_from_name(text, size);
	int			hosting = provider_of_host(text, size);

	assert(named == search_name(text, size));
	assert(hosting == search_host(text, size));
	assert((provider_name(named) == NULL) == (named == PROVIDER_NONE));
	assert((provider_name(hosting) == NULL) == (hosting == PROVIDER_NONE));
	return 0;
}
