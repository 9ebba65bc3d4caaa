/*
 * esc_facts.c
 *	  What IANA's registry, the RFCs and providers say of a code: its names,
 *	  whether it is registered, and whether a reply code and a class go with it.
 */
#include "postgres.h"

#include "datatype/timestamp.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"

#include "code/code_datum.h"
#include "registry/provider.h"
#include "registry/provider_argument.h"
#include "registry/registry.h"

PG_FUNCTION_INFO_V1(esc_class_name);
PG_FUNCTION_INFO_V1(esc_subject_name);
PG_FUNCTION_INFO_V1(esc_name);
PG_FUNCTION_INFO_V1(esc_is_registered);
PG_FUNCTION_INFO_V1(esc_agrees);
PG_FUNCTION_INFO_V1(esc_is_listed);
PG_FUNCTION_INFO_V1(esc_is_conformant);
PG_FUNCTION_INFO_V1(smtpcode_registry_date);
PG_FUNCTION_INFO_V1(smtpcode_taxonomy_version);

/* IANA's name of the class (RFC 3463, section 2). */
Datum
esc_class_name(PG_FUNCTION_ARGS)
{
	const IanaEntry *entry = iana_class_entry(PG_GETARG_ESC(0));

	PG_RETURN_TEXT_P(cstring_to_text(entry->sample_text));
}

/* IANA's name of the subject; NULL for a subject that is not registered. */
Datum
esc_subject_name(PG_FUNCTION_ARGS)
{
	const IanaEntry *entry = iana_subject_entry(PG_GETARG_ESC(0));

	if (entry == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(entry->sample_text));
}

/*
 * esc_name
 *		What the provider means by the code, else the registry's sample text
 *		for it, else the name of its subject, else that of its class.  Not
 *		strict: the provider may be NULL.
 */
Datum
esc_name(PG_FUNCTION_ARGS)
{
	const ProviderAnswer *answer;
	int32		code;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	code = PG_GETARG_ESC(0);
	answer = provider_answer(provider_argument(fcinfo, 1), code, NO_REPLY);
	PG_RETURN_TEXT_P(cstring_to_text(answer != NULL ? answer->entry->meaning :
									 iana_name(code)));
}

/*
 * esc_is_registered
 *		Is there a record for this subject and detail, or does the provider
 *		have a meaning of its own for the code?  IANA registers subject and
 *		detail for every class at once.  Not strict: the provider may be NULL.
 */
Datum
esc_is_registered(PG_FUNCTION_ARGS)
{
	int32		code;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	code = PG_GETARG_ESC(0);
	PG_RETURN_BOOL(iana_code_entry(code) != NULL ||
				   provider_knows_code(provider_argument(fcinfo, 1), code));
}

/* Is the code's class the reply's first digit (RFC 2034, section 4)? */
Datum
esc_agrees(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(esc_class_of(PG_GETARG_ESC(0)) ==
				   reply_class_of(PG_GETARG_REPLY(1)));
}

/*
 * esc_is_listed
 *		Does IANA associate the reply code with the code (RFC 5248, section
 *		2)?  NULL where IANA lists none, or does not know the code.
 */
Datum
esc_is_listed(PG_FUNCTION_ARGS)
{
	const IanaEntry *entry = iana_code_entry(PG_GETARG_ESC(0));
	int32		reply = PG_GETARG_REPLY(1);

	if (entry == NULL ||
		(entry->basic_code_count == 0 && entry->basic_ranges == 0))
		PG_RETURN_NULL();
	if (entry->basic_ranges & (1 << reply_class_of(reply)))
		PG_RETURN_BOOL(true);
	for (int i = 0; i < entry->basic_code_count; i++)
	{
		if (entry->basic_codes[i] == reply)
			PG_RETURN_BOOL(true);
	}
	PG_RETURN_BOOL(false);
}

/*
 * esc_is_conformant
 *		Does the RFC that defines the condition allow this class for it?  NULL
 *		where it does not say.
 */
Datum
esc_is_conformant(PG_FUNCTION_ARGS)
{
	int32		code = PG_GETARG_ESC(0);
	const IanaEntry *entry = iana_code_entry(code);

	if (entry == NULL || !entry->classes_stated)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(!iana_excludes_class(entry, esc_class_of(code)));
}

/* The date of the edition of IANA's registry that this library holds. */
Datum
smtpcode_registry_date(PG_FUNCTION_ARGS)
{
	const CalendarDate date = REGISTRY_DATE;

	(void) fcinfo;				/* there are no arguments */
	PG_RETURN_DATEADT(date2j(date.year, date.month, date.day) -
					  POSTGRES_EPOCH_JDATE);
}

/* The version of the mapping from codes to categories and actions. */
Datum
smtpcode_taxonomy_version(PG_FUNCTION_ARGS)
{
	(void) fcinfo;				/* there are no arguments */
	PG_RETURN_TEXT_P(cstring_to_text(TAXONOMY_VERSION));
}
