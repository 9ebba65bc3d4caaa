/*
 * code_datum.h
 *	  The types as Datums.
 */
#ifndef SMTPCODE_CODE_DATUM_H
#define SMTPCODE_CODE_DATUM_H

#include "fmgr.h"

#include "base/compat.h"
#include "code/code_value.h"

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

#endif							/* SMTPCODE_CODE_DATUM_H */
