/*
 * provider_facts.c
 *	  Mail providers: whether a name is known, and who is behind a host.
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "code/code_datum.h"
#include "registry/provider.h"
#include "registry/provider_argument.h"

PG_FUNCTION_INFO_V1(provider_is_known);
PG_FUNCTION_INFO_V1(mail_provider);

/*
 * provider_argument
 *		The provider that argument n names; PROVIDER_NONE where it is NULL or
 *		not known.
 */
int
provider_argument(FunctionCallInfo fcinfo, int n)
{
	text	   *name;

	if (PG_ARGISNULL(n))
		return PROVIDER_NONE;
	name = PG_GETARG_TEXT_PP(n);
	return provider_from_name(VARDATA_ANY(name), VARSIZE_ANY_EXHDR(name));
}

/* Is it the key or an alias of a provider? */
Datum
provider_is_known(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(provider_argument(fcinfo, 0) != PROVIDER_NONE);
}

/*
 * mail_provider
 *		The key of the provider behind a mail exchanger or a recipient's
 *		domain; NULL where it is not known.
 */
Datum
mail_provider(PG_FUNCTION_ARGS)
{
	text	   *host = PG_GETARG_TEXT_PP(0);
	int			provider = provider_of_host(VARDATA_ANY(host),
											VARSIZE_ANY_EXHDR(host));

	if (provider == PROVIDER_NONE)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(provider_name(provider)));
}
