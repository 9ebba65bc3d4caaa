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

#define DatumGetReply(datum)	((int32) DatumGetInt16(datum))
#define ReplyGetDatum(reply)	Int16GetDatum((int16) (reply))
#define PG_GETARG_REPLY(n)		DatumGetReply(PG_GETARG_DATUM(n))
#define PG_RETURN_REPLY(reply)	return ReplyGetDatum(reply)

#endif							/* SMTPCODE_H */
