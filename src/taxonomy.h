/*
 * taxonomy.h
 *	  Our enums, as the catalog has them.
 */
#ifndef SMTPCODE_TAXONOMY_H
#define SMTPCODE_TAXONOMY_H

#include "fmgr.h"

#include "registry.h"

/* The server loads modules into one name space: keep these names out of it. */
#pragma GCC visibility push(hidden)

extern void taxonomy_resolve(Oid enum_type, const BounceLabel *labels,
							 int count, Oid *values);
extern Datum taxonomy_result(FunctionCallInfo fcinfo,
							 const BounceLabel *labels, int count, int value);

#pragma GCC visibility pop

#endif							/* SMTPCODE_TAXONOMY_H */
