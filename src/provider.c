/*
 * provider.c
 *	  Look-ups in the table of what providers mean.
 */
#include "provider.h"

/*
 * provider_from_name
 *		The provider of that key or alias, PROVIDER_NONE if there is none.
 *
 * Case does not matter, and only letters and digits count: "Office 365" is
 * "office365".  The name need not end with a null byte.
 */
int
provider_from_name(const char *name, size_t length)
{
	(void) name;
	(void) length;
	return PROVIDER_NONE;
}

/*
 * provider_of_host
 *		The provider behind a mail exchanger or a recipient's domain,
 *		PROVIDER_NONE if it is not known.
 */
int
provider_of_host(const char *host, size_t length)
{
	(void) host;
	(void) length;
	return PROVIDER_NONE;
}

/* The key of a provider, NULL for PROVIDER_NONE. */
const char *
provider_name(int provider)
{
	(void) provider;
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
	(void) provider;
	(void) code;
	(void) reply;
	return NULL;
}

/* Does the provider use the code, under whatever reply? */
bool
provider_knows_code(int provider, int32_t code)
{
	return provider_answer(provider, code, NO_REPLY) != NULL;
}
