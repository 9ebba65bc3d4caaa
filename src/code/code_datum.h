/*
 * code_datum.h
 *	  The types as Datums.
 */
#ifndef SMTPCODE_CODE_DATUM_H
#define SMTPCODE_CODE_DATUM_H

#include "fmgr.h"

#include "base/compat.h"
#include "code/code_fault.h"
#include "code/code_value.h"

#define DatumGetEsc(datum)		DatumGetInt32(datum)
#define EscGetDatum(code)		Int32GetDatum(code)
#define PG_GETARG_ESC(n)		esc_checked(DatumGetEsc(PG_GETARG_DATUM(n)))
#define PG_RETURN_ESC(code)		return EscGetDatum(code)

#define DatumGetPattern(datum)	DatumGetInt64(datum)
#define PatternGetDatum(value)	Int64GetDatum(value)
#define PG_GETARG_PATTERN(n)	pattern_checked(DatumGetPattern(PG_GETARG_DATUM(n)))
#define PG_RETURN_PATTERN(value) return PatternGetDatum(value)

#define DatumGetReply(datum)	((int32) DatumGetInt16(datum))
#define ReplyGetDatum(reply)	Int16GetDatum((int16) (reply))
#define PG_GETARG_REPLY(n)		reply_checked(DatumGetReply(PG_GETARG_DATUM(n)))
#define PG_RETURN_REPLY(reply)	return ReplyGetDatum(reply)

/*
 * A damaged page or a cast without a function, which a superuser can create,
 * may hand us any bits.  So every function checks what it is given: error
 * XX001.  Only comparison and hashing, which are the server's own functions,
 * and binary output take the bits as they are.
 */
static inline int32
esc_checked(int32 code)
{
	if (unlikely(!esc_is_valid(code)))
		raise_corrupt("esc");
	return code;
}

static inline int64
pattern_checked(int64 pattern)
{
	if (unlikely(!pattern_is_valid(pattern)))
		raise_corrupt("esc_pattern");
	return pattern;
}

static inline int32
reply_checked(int32 reply)
{
	if (unlikely(!reply_is_valid(reply)))
		raise_corrupt("reply_code");
	return reply;
}

#endif							/* SMTPCODE_CODE_DATUM_H */
