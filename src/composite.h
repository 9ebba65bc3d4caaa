/*
 * composite.h
 *	  Rows as the results of functions that return a named composite type.
 */
#ifndef SMTPCODE_COMPOSITE_H
#define SMTPCODE_COMPOSITE_H

#include "fmgr.h"

#include "access/tupdesc.h"
#include "nodes/execnodes.h"

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern TupleDesc composite_result_desc(FunctionCallInfo fcinfo, int columns);
extern ReturnSetInfo *composite_result_rows(FunctionCallInfo fcinfo,
											int columns);

#pragma GCC visibility pop

#endif							/* SMTPCODE_COMPOSITE_H */
