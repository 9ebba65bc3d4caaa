/*
 * tally.h
 *	  esc_tally as a Datum, and what its functions share.
 */
#ifndef SMTPCODE_TALLY_H
#define SMTPCODE_TALLY_H

#include "fmgr.h"

#include "base/compat.h"
#include "tally/tally_value.h"

/* A tally with a header of one or four bytes, neither toasted nor expanded */
typedef struct varlena EscTally;

#define DatumGetTallyPP(datum)	((EscTally *) PG_DETOAST_DATUM_PACKED(datum))
#define PG_GETARG_TALLY_PP(n)	DatumGetTallyPP(PG_GETARG_DATUM(n))
#define PG_RETURN_TALLY(tally)	PG_RETURN_POINTER(tally)

extern void tally_open_datum(TallyCursor *cursor, const EscTally *tally);
extern bool tally_next_checked(TallyCursor *cursor);
extern EscTally *tally_of_one(int32 code, int64 count);
extern EscTally *tally_sum(const EscTally *one, const EscTally *other);
extern EscTally *tally_difference(const EscTally *from, const EscTally *what);
extern void tally_count_overflow(int32 code);

#endif							/* SMTPCODE_TALLY_H */
