/*
 * composite.h
 *	  Rows as the results of functions that return a named composite type.
 */
#ifndef SMTPCODE_COMPOSITE_H
#define SMTPCODE_COMPOSITE_H

#include "fmgr.h"

#include "access/tupdesc.h"
#include "nodes/execnodes.h"

extern TupleDesc composite_result_desc(FunctionCallInfo fcinfo, int columns);
extern ReturnSetInfo *composite_result_rows(FunctionCallInfo fcinfo,
											int columns);
extern void composite_check_size(TupleDesc desc, const Datum *values,
								 const bool *nulls);

#endif							/* SMTPCODE_COMPOSITE_H */
