/*
 * reply_facts.c
 *	  What the RFCs say of a reply code (RFC 5321, section 4.2).
 */
#include "postgres.h"

#include "utils/builtins.h"

#include "code/code_datum.h"
#include "registry/registry.h"

PG_FUNCTION_INFO_V1(reply_severity);
PG_FUNCTION_INFO_V1(reply_subject);
PG_FUNCTION_INFO_V1(reply_name);
PG_FUNCTION_INFO_V1(reply_is_registered);

/* What the first digit says, for every reply code. */
Datum
reply_severity(PG_FUNCTION_ARGS)
{
	int32		reply = PG_GETARG_REPLY(0);

	PG_RETURN_TEXT_P(cstring_to_text(reply_severities[reply_class_of(reply)]));
}

/* What the second digit says; NULL for 6 to 9, which no RFC gives a meaning. */
Datum
reply_subject(PG_FUNCTION_ARGS)
{
	const char *subject = reply_subjects[PG_GETARG_REPLY(0) / 10 % 10];

	if (subject == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(subject));
}

/* The name of a registered reply code, else what its first digit says. */
Datum
reply_name(PG_FUNCTION_ARGS)
{
	int32		reply = PG_GETARG_REPLY(0);
	const ReplyEntry *entry = reply_code_entry(reply);

	if (entry == NULL)
		return reply_severity(fcinfo);
	PG_RETURN_TEXT_P(cstring_to_text(entry->name));
}

/* Does an RFC define the reply code, or IANA associate codes with it? */
Datum
reply_is_registered(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(reply_code_entry(PG_GETARG_REPLY(0)) != NULL);
}
