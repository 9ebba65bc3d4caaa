/*
 * evidence.h
 *	  The arguments (code, reply, provider) of the functions about a bounce.
 */
#ifndef SMTPCODE_EVIDENCE_H
#define SMTPCODE_EVIDENCE_H

#include "code/code_datum.h"
#include "registry/provider_argument.h"
#include "classify/verdict.h"

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
	return evidence->has_code || evidence->has_reply;
}

/* Take the provider as well; false where code and reply are NULL. */
static inline bool
get_evidence(FunctionCallInfo fcinfo, BounceEvidence *evidence)
{
	bool		is_event = get_event(fcinfo, evidence);

	evidence->provider = provider_argument(fcinfo, 2);
	evidence->provider_unknown = evidence->provider == PROVIDER_NONE &&
		!PG_ARGISNULL(2);
	return is_event;
}

#endif							/* SMTPCODE_EVIDENCE_H */
