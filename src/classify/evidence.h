/*
 * evidence.h
 *	  The arguments (code, reply, provider, diagnostic) of the functions about
 *	  a bounce.
 */
#ifndef SMTPCODE_EVIDENCE_H
#define SMTPCODE_EVIDENCE_H

#include "mb/pg_wchar.h"

#include "base/compat.h"
#include "classify/diagnostic.h"
#include "code/code_datum.h"
#include "registry/provider_argument.h"

/* Take the code and the reply; false where both are NULL. */
static inline bool
get_event(FunctionCallInfo fcinfo, BounceEvidence *evidence)
{
	evidence->has_code = !PG_ARGISNULL(0);
	evidence->has_reply = !PG_ARGISNULL(1);
	evidence->code = evidence->has_code ? PG_GETARG_ESC(0) : 0;
	evidence->reply = evidence->has_reply ? PG_GETARG_REPLY(1) : 0;
	evidence->provider = PROVIDER_NONE;
	evidence->provider_unknown = false;
	evidence->diagnostic = NULL;
	return evidence->has_code || evidence->has_reply;
}

/* Take the provider as well; false where code and reply are NULL. */
static inline bool
get_provided_event(FunctionCallInfo fcinfo, BounceEvidence *evidence)
{
	bool		is_event = get_event(fcinfo, evidence);

	evidence->provider = provider_argument(fcinfo, 2);
	evidence->provider_unknown = evidence->provider == PROVIDER_NONE &&
		!PG_ARGISNULL(2);
	return is_event;
}

/*
 * Take all arguments, and what is missing of code and reply from the text;
 * false where nothing is left to judge by.  The text stays where it is.
 */
static inline bool
get_evidence(FunctionCallInfo fcinfo, BounceEvidence *evidence,
			 Diagnostic *diagnostic)
{
	bool		is_event = get_provided_event(fcinfo, evidence);
	text	   *given;

	if (PG_NARGS() <= 3 || PG_ARGISNULL(3))
		return is_event;
	given = PG_GETARG_TEXT_PP(3);
	diagnostic->start = VARDATA_ANY(given);
	diagnostic->length = VARSIZE_ANY_EXHDR(given);
	diagnostic->is_utf8 = GetDatabaseEncoding() == PG_UTF8;
	diagnostic_fill(diagnostic, evidence);
	return true;
}

#endif							/* SMTPCODE_EVIDENCE_H */
