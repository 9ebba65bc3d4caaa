/*
 * taxonomy.h
 *	  Our enums, as the catalog has them.
 */
#ifndef SMTPCODE_TAXONOMY_H
#define SMTPCODE_TAXONOMY_H

#include "fmgr.h"

#include "registry/registry.h"

#define NOT_OUR_LABEL (-1)

extern void taxonomy_resolve(Oid enum_type, const BounceLabel *labels,
							 int count, Oid *values);
extern char *taxonomy_label_name(Oid value);
extern int	taxonomy_label(Oid value, const BounceLabel *labels, int count);
extern Oid *taxonomy_values(FmgrInfo *flinfo, int count);
extern Datum taxonomy_value(FmgrInfo *flinfo, const BounceLabel *labels,
							Oid *values, int label);
extern Datum taxonomy_result(FunctionCallInfo fcinfo,
							 const BounceLabel *labels, int count, int label);

#endif							/* SMTPCODE_TAXONOMY_H */
