/*
 * taxonomy.c
 *	  From the labels of our enums to the values in the catalog.
 *
 * The library outlives the SQL version: after a package upgrade new backends
 * load it before ALTER EXTENSION UPDATE has added the labels that it knows.
 * A label that the catalog lacks therefore becomes its parent, an older label
 * with a wider meaning.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_enum.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "base/compat.h"
#include "classify/taxonomy.h"

/*
 * The value of a label, or InvalidOid.  One that was added in a transaction
 * not yet committed does not count, because it must not get into an index.
 */
static Oid
value_of(Oid enum_type, const char *label)
{
	Oid			value;

	value = GetSysCacheOid2(ENUMTYPOIDNAME, Anum_pg_enum_oid,
							ObjectIdGetDatum(enum_type),
							CStringGetDatum(label));
	return OidIsValid(value) && !EnumUncommitted(value) ? value : InvalidOid;
}

/*
 * The value of a label, or of its nearest parent that the catalog has.
 *
 * Error 42704 for a label that is missing with all its parents, which takes
 * someone who renamed or removed it.
 */
static Oid
resolve_label(Oid enum_type, const BounceLabel *labels, int label)
{
	Oid			value = value_of(enum_type, labels[label].name);

	while (!OidIsValid(value) && labels[label].parent != NO_PARENT)
	{
		label = labels[label].parent;
		value = value_of(enum_type, labels[label].name);
	}
	if (!OidIsValid(value))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("type %s has no label \"%s\"",
						format_type_be(enum_type), labels[label].name),
				 errhint("The labels belong to extension smtpcode and must keep their names.")));
	return value;
}

/*
 * taxonomy_resolve
 *		Look all labels of an enum up in the catalog.
 */
void
taxonomy_resolve(Oid enum_type, const BounceLabel *labels, int count,
				 Oid *values)
{
	for (int i = 0; i < count; i++)
		values[i] = resolve_label(enum_type, labels, i);
}

/*
 * taxonomy_label_name
 *		The label of an enum that is a value in the catalog.
 */
char *
taxonomy_label_name(Oid value)
{
	HeapTuple	tuple = SearchSysCache1(ENUMOID, ObjectIdGetDatum(value));
	char	   *name;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for enum value %u", value);
	name = pstrdup(NameStr(((Form_pg_enum) GETSTRUCT(tuple))->enumlabel));
	ReleaseSysCache(tuple);
	return name;
}

/*
 * taxonomy_label
 *		Which of our labels a value in the catalog is, or NOT_OUR_LABEL for one
 *		that users have added.
 */
int
taxonomy_label(Oid value, const BounceLabel *labels, int count)
{
	const char *name = taxonomy_label_name(value);

	for (int i = 0; i < count; i++)
	{
		if (strcmp(labels[i].name, name) == 0)
			return i;
	}
	return NOT_OUR_LABEL;
}

/*
 * taxonomy_values
 *		Room for the values of labels, none of which is looked up yet, for the
 *		lifetime of a place that calls a function.
 */
Oid *
taxonomy_values(FmgrInfo *flinfo, int count)
{
	return MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(Oid) * count);
}

/*
 * taxonomy_value
 *		A label as a value of the type that the function is declared to return.
 *
 * The catalog is asked once for each label and each place that calls the
 * function: most statements need one of forty.
 */
Datum
taxonomy_value(FmgrInfo *flinfo, const BounceLabel *labels, Oid *values,
			   int label)
{
	if (!OidIsValid(values[label]))
		values[label] = resolve_label(get_func_rettype(flinfo->fn_oid), labels,
									  label);
	return ObjectIdGetDatum(values[label]);
}

/*
 * taxonomy_result
 *		A label as the result of the function that is called, which keeps
 *		nothing else.
 */
Datum
taxonomy_result(FunctionCallInfo fcinfo, const BounceLabel *labels, int count,
				int label)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;

	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra = taxonomy_values(flinfo, count);
	return taxonomy_value(flinfo, labels, flinfo->fn_extra, label);
}
