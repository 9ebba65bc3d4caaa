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

#include "compat.h"
#include "taxonomy.h"

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
 * taxonomy_resolve
 *		Look the labels of an enum up in the catalog.
 *
 * Error 42704 for a label that is missing with all its parents, which takes
 * someone who renamed or removed it.
 */
void
taxonomy_resolve(Oid enum_type, const BounceLabel *labels, int count,
				 Oid *values)
{
	for (int i = 0; i < count; i++)
	{
		int			label = i;

		values[i] = value_of(enum_type, labels[label].name);
		while (!OidIsValid(values[i]) && labels[label].parent != NO_PARENT)
		{
			label = labels[label].parent;
			values[i] = value_of(enum_type, labels[label].name);
		}
		if (!OidIsValid(values[i]))
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_OBJECT),
					 errmsg("type %s has no label \"%s\"",
							format_type_be(enum_type), labels[label].name),
					 errhint("The labels belong to extension smtpcode and must keep their names.")));
	}
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
 * taxonomy_result
 *		The label as the result of the function that is called, whose declared
 *		type is the enum.
 *
 * The catalog is asked once for each place that calls the function.
 */
Datum
taxonomy_result(FunctionCallInfo fcinfo, const BounceLabel *labels, int count,
				int value)
{
	FmgrInfo   *flinfo = fcinfo->flinfo;
	Oid		   *values = flinfo->fn_extra;

	if (values == NULL)
	{
		values = MemoryContextAlloc(flinfo->fn_mcxt, sizeof(Oid) * count);
		taxonomy_resolve(get_func_rettype(flinfo->fn_oid), labels, count,
						 values);
		flinfo->fn_extra = values;
	}
	return ObjectIdGetDatum(values[value]);
}
