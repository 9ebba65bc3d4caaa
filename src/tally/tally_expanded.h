/*
 * tally_expanded.h
 *	  A tally in memory, to be added to: an expanded object.
 */
#ifndef SMTPCODE_TALLY_EXPANDED_H
#define SMTPCODE_TALLY_EXPANDED_H

#include "fmgr.h"

#include "utils/expandeddatum.h"

#include "tally/tally_value.h"

typedef struct ExpandedTally ExpandedTally;

extern ExpandedTally *expanded_tally_create(MemoryContext parent);
extern ExpandedTally *expanded_tally_of(Datum datum);
extern Datum expanded_tally_datum(ExpandedTally *tally);
extern int64 expanded_tally_count(ExpandedTally *tally, int32 code);
extern bool expanded_tally_add(ExpandedTally *tally, int32 code, int64 count);
extern bool expanded_tally_subtract(ExpandedTally *tally, int32 code,
									int64 count);

#endif							/* SMTPCODE_TALLY_EXPANDED_H */
