/*
 * smtpcode.h
 *	  What the files that speak to PostgreSQL share: our types as Datums.
 */
#ifndef SMTPCODE_H
#define SMTPCODE_H

#include "fmgr.h"

#include "compat.h"
#include "code_text.h"
#include "code_value.h"

#define DatumGetEsc(datum)		DatumGetInt32(datum)
#define EscGetDatum(code)		Int32GetDatum(code)
#define PG_GETARG_ESC(n)		DatumGetEsc(PG_GETARG_DATUM(n))
#define PG_RETURN_ESC(code)		return EscGetDatum(code)

#define DatumGetPattern(datum)	DatumGetInt64(datum)
#define PatternGetDatum(value)	Int64GetDatum(value)
#define PG_GETARG_PATTERN(n)	DatumGetPattern(PG_GETARG_DATUM(n))
#define PG_RETURN_PATTERN(value) return PatternGetDatum(value)

#define DatumGetReply(datum)	((int32) DatumGetInt16(datum))
#define ReplyGetDatum(reply)	Int16GetDatum((int16) (reply))
#define PG_GETARG_REPLY(n)		DatumGetReply(PG_GETARG_DATUM(n))
#define PG_RETURN_REPLY(reply)	return ReplyGetDatum(reply)

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern int	code_fault_detail(const CodeFault *fault);
extern int	provider_argument(FunctionCallInfo fcinfo, int n);

#pragma GCC visibility pop

#endif							/* SMTPCODE_H */
