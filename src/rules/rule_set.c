/*
 * rule_set.c
 *	  The rules of the table bounce_rule, as one snapshot sees them, in a form
 *	  that answers quickly.
 *
 * The table is read by a plain scan and not by a query, so that neither row
 * security nor the role, the search path or the planner's settings have a say
 * in what the rules are.
 *
 * A set is built once and then serves many calls.  It keeps the rules in the
 * order in which they are tried, and remembers for each code, reply and
 * provider that it met which rules fit: what is left to do for a row is one
 * look into a hash table, and LIKE where a rule asks for a text.
 */
#include "postgres.h"

#include "access/heaptoast.h"
#include "access/htup_details.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "rules/rule_set.h"
#include "base/ascii.h"
#include "code/code_datum.h"

/*
 * How many answers a set remembers.  Real traffic has a few hundred codes,
 * replies and providers together; what comes beyond makes the set forget all
 * and begin again, so that no input makes it grow for ever.
 */
#define MAX_REMEMBERED	100000
#define MAX_ASKING		1000000

/* The columns that a rule is made of. */
typedef enum RuleColumn
{
	RULE_PATTERN,
	RULE_REPLY_FROM,
	RULE_REPLY_TO,
	RULE_PROVIDER,
	RULE_DIAGNOSTIC_LIKE,
	RULE_CATEGORY,
	RULE_ACTION,
	RULE_PRIORITY,
	RULE_NOTE,
	RULE_COLUMNS
} RuleColumn;

typedef struct ColumnType
{
	const char *name;
	const char *type;
	bool		is_ours;		/* or in pg_catalog */
} ColumnType;

static const ColumnType rule_columns[RULE_COLUMNS] = {
	[RULE_PATTERN] = {"pattern", "esc_pattern", true},
	[RULE_REPLY_FROM] = {"reply_from", "reply_code", true},
	[RULE_REPLY_TO] = {"reply_to", "reply_code", true},
	[RULE_PROVIDER] = {"provider", "text", false},
	[RULE_DIAGNOSTIC_LIKE] = {"diagnostic_like", "text", false},
	[RULE_CATEGORY] = {"category", "bounce_category", true},
	[RULE_ACTION] = {"action", "bounce_action", true},
	[RULE_PRIORITY] = {"priority", "int4", false},
	[RULE_NOTE] = {"note", "text", false},
};

/*
 * What is remembered of a subject: the rules that fit it if the text does, in
 * order, and the rule that decides if none of them does.
 */
typedef struct Fitting
{
	uint64		subject;
	const Rule *otherwise;		/* or NULL */
	const Rule **asking;		/* for a text */
	int			asking_count;
	char		status;
} Fitting;

static inline uint32
hash_subject(uint64 subject)
{
	/* the finalizer of MurmurHash3 */
	subject ^= subject >> 33;
	subject *= UINT64CONST(0xff51afd7ed558ccd);
	subject ^= subject >> 33;
	return (uint32) subject;
}

#define SH_PREFIX fitting
#define SH_ELEMENT_TYPE Fitting
#define SH_KEY_TYPE uint64
#define SH_KEY subject
#define SH_HASH_KEY(table, key) hash_subject(key)
#define SH_EQUAL(table, a, b) ((a) == (b))
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct RuleSet
{
	MemoryContext context;		/* holds all of it */
	int			holders;
	TupleDesc	desc;			/* of the rows */

	Rule	   *rules;			/* in the order in which they are tried */
	int			count;

	RuleText   *providers;		/* that rules name: sorted, case-blind */
	int			provider_count;

	MemoryContext memory;		/* of the remembered answers */
	fitting_hash *remembered;
	int			asking_count;	/* in all of them */
};

/* ------------------------------------------------------------- providers */

static RuleText
rule_text(const text *value)
{
	RuleText	result = {NULL, 0};

	if (value != NULL)
	{
		result.start = VARDATA_ANY(value);
		result.length = VARSIZE_ANY_EXHDR(value);
	}
	return result;
}

/* The name under which a provider is known, or else the one that is given. */
static RuleText
canonical_name(int provider, RuleText name)
{
	if (provider != PROVIDER_NONE)
	{
		name.start = provider_name(provider);
		name.length = strlen(name.start);
	}
	return name;
}

static RuleText
canonical_name_of_rule(const Rule *rule)
{
	RuleText	name = rule->terms.provider_name;

	return canonical_name(provider_from_name(name.start, name.length), name);
}

/* Case-blind for letters of ASCII, in whatever locale. */
static int
compare_providers(const void *a, const void *b)
{
	const RuleText *one = a;
	const RuleText *other = b;
	size_t		common = Min(one->length, other->length);

	for (size_t i = 0; i < common; i++)
	{
		unsigned char x = (unsigned char) ascii_lower(one->start[i]);
		unsigned char y = (unsigned char) ascii_lower(other->start[i]);

		if (x != y)
			return x < y ? -1 : 1;
	}
	return (one->length > other->length) - (one->length < other->length);
}

/* The number of a provider among those that rules name, from 1; 0 for none. */
static int
provider_number(const RuleSet *set, RuleText name)
{
	const RuleText *found;

	found = bsearch(&name, set->providers, set->provider_count,
					sizeof(RuleText), compare_providers);
	return found == NULL ? 0 : (int) (found - set->providers) + 1;
}

/* Number the providers that rules name. */
static void
number_providers(RuleSet *set)
{
	int			named = 0;

	set->providers = palloc(sizeof(RuleText) * Max(set->count, 1));
	for (int i = 0; i < set->count; i++)
	{
		if (set->rules[i].terms.provider_name.start != NULL)
			set->providers[named++] = canonical_name_of_rule(&set->rules[i]);
	}
	qsort(set->providers, named, sizeof(RuleText), compare_providers);
	for (int i = 0; i < named; i++)
	{
		if (set->provider_count == 0 ||
			compare_providers(&set->providers[i],
							  &set->providers[set->provider_count - 1]) != 0)
			set->providers[set->provider_count++] = set->providers[i];
	}
	for (int i = 0; i < set->count; i++)
	{
		if (set->rules[i].terms.provider_name.start != NULL)
			set->rules[i].terms.provider =
				provider_number(set, canonical_name_of_rule(&set->rules[i]));
	}
}

/* --------------------------------------------------------------- reading */

static Oid
column_type(Relation table, RuleColumn column)
{
	Oid			schema = PG_CATALOG_NAMESPACE;

	if (rule_columns[column].is_ours)
		schema = RelationGetNamespace(table);
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						   CStringGetDatum(rule_columns[column].type),
						   ObjectIdGetDatum(schema));
}

/*
 * Find each column by its name: a later version of the extension may have
 * more of them.
 */
static void
find_columns(Relation table, AttrNumber *numbers)
{
	TupleDesc	desc = RelationGetDescr(table);

	for (int column = 0; column < RULE_COLUMNS; column++)
	{
		const char *name = rule_columns[column].name;
		Oid			type = column_type(table, column);
		Form_pg_attribute found = NULL;

		for (int i = 0; i < desc->natts && found == NULL; i++)
		{
			Form_pg_attribute attribute = TupleDescAttr(desc, i);

			if (!attribute->attisdropped &&
				strcmp(NameStr(attribute->attname), name) == 0)
				found = attribute;
		}
		if (found == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_UNDEFINED_COLUMN),
					 errmsg("table \"%s\" has no column \"%s\"",
							RelationGetRelationName(table), name),
					 errhint("The table belongs to extension smtpcode and must keep its columns.")));
		if (found->atttypid != type)
			ereport(ERROR,
					(errcode(ERRCODE_DATATYPE_MISMATCH),
					 errmsg("column \"%s\" of table \"%s\" has type %s, not %s",
							name, RelationGetRelationName(table),
							format_type_be(found->atttypid),
							format_type_be(type)),
					 errhint("The table belongs to extension smtpcode and must keep its columns.")));
		numbers[column] = found->attnum;
	}
}

/* Take a row apart, in the memory of the set. */
static Rule
make_rule(HeapTuple row, TupleDesc desc, const AttrNumber *numbers)
{
	Datum		values[RULE_COLUMNS];
	bool		nulls[RULE_COLUMNS];
	Rule		rule = {0};

	for (int i = 0; i < RULE_COLUMNS; i++)
		values[i] = heap_getattr(row, numbers[i], desc, &nulls[i]);

	rule.row = row;
	if (!nulls[RULE_PRIORITY])
		rule.terms.priority = DatumGetInt32(values[RULE_PRIORITY]);
	if (!nulls[RULE_PATTERN])
	{
		rule.terms.has_pattern = true;
		rule.terms.pattern =
			pattern_checked(DatumGetPattern(values[RULE_PATTERN]));
	}
	/* a constraint sees to it that there are both or none */
	if (!nulls[RULE_REPLY_FROM] && !nulls[RULE_REPLY_TO])
	{
		rule.terms.has_reply = true;
		rule.terms.reply_from =
			reply_checked(DatumGetReply(values[RULE_REPLY_FROM]));
		rule.terms.reply_to =
			reply_checked(DatumGetReply(values[RULE_REPLY_TO]));
	}
	if (!nulls[RULE_PROVIDER])
		rule.terms.provider_name =
			rule_text(DatumGetTextPP(values[RULE_PROVIDER]));
	if (!nulls[RULE_DIAGNOSTIC_LIKE])
	{
		rule.diagnostic_like = DatumGetTextPP(values[RULE_DIAGNOSTIC_LIKE]);
		rule.terms.diagnostic_like = rule_text(rule.diagnostic_like);
	}
	if (!nulls[RULE_CATEGORY])
		rule.category = DatumGetObjectId(values[RULE_CATEGORY]);
	if (!nulls[RULE_ACTION])
		rule.action = DatumGetObjectId(values[RULE_ACTION]);
	if (!nulls[RULE_NOTE])
		rule.note = DatumGetTextPP(values[RULE_NOTE]);
	return rule;
}

/*
 * Copy a row, with all that lies in the TOAST table, and with the defaults of
 * columns that are younger than the row.
 */
static HeapTuple
copy_row(TupleTableSlot *slot, TupleDesc desc)
{
	HeapTuple	row;
	HeapTuple	whole;

	slot_getallattrs(slot);
	row = heap_form_tuple(desc, slot->tts_values, slot->tts_isnull);

	if (!HeapTupleHasExternal(row))
		return row;
	whole = toast_flatten_tuple(row, desc);
	heap_freetuple(row);
	return whole;
}

static void
read_rules(RuleSet *set, Relation table, Snapshot snapshot)
{
	AttrNumber	numbers[RULE_COLUMNS];
	TupleTableSlot *slot = table_slot_create(table, NULL);
	TableScanDesc scan;
	int			room = 64;

	find_columns(table, numbers);
	set->rules = palloc(sizeof(Rule) * room);

	scan = table_beginscan(table, snapshot, 0, NULL);
	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		if (set->count == room)
		{
			room *= 2;
			set->rules = repalloc_huge(set->rules, sizeof(Rule) * room);
		}
		set->rules[set->count++] = make_rule(copy_row(slot, set->desc),
											 set->desc, numbers);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
}

static int
compare_rules(const void *a, const void *b)
{
	return rule_compare(&((const Rule *) a)->terms, &((const Rule *) b)->terms);
}

/*
 * rule_set_read
 *		Read the rules that a snapshot sees; the caller holds the set.
 *
 * Errors 42703 and 42804 if the table is not as the extension made it.  After
 * an error nothing stays behind: the set belongs to the caller's memory until
 * it is complete.
 */
RuleSet *
rule_set_read(Oid table_oid, Snapshot snapshot)
{
	Relation	table = table_open(table_oid, AccessShareLock);
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext,
												  "smtpcode bounce rules",
												  ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller = MemoryContextSwitchTo(context);
	RuleSet    *set = palloc0(sizeof(RuleSet));

	set->context = context;
	set->desc = CreateTupleDescCopy(RelationGetDescr(table));
	read_rules(set, table, snapshot);
	number_providers(set);
	qsort(set->rules, set->count, sizeof(Rule), compare_rules);
	set->memory = AllocSetContextCreate(context,
										"smtpcode remembered answers",
										ALLOCSET_DEFAULT_SIZES);
	MemoryContextSwitchTo(caller);

	table_close(table, NoLock);
	MemoryContextSetParent(context, CacheMemoryContext);
	return rule_set_hold(set);
}

/* Keep the set until it is released as often as it is held. */
RuleSet *
rule_set_hold(RuleSet *set)
{
	set->holders++;
	return set;
}

void
rule_set_release(RuleSet *set)
{
	if (--set->holders == 0)
		MemoryContextDelete(set->context);
}

int
rule_set_count(const RuleSet *set)
{
	return set->count;
}

/* The rule at a place in the order in which they are tried, from 0. */
const Rule *
rule_set_rule(const RuleSet *set, int place)
{
	return &set->rules[place];
}

/* The row of a rule, as a value of the table's row type. */
Datum
rule_set_row(const RuleSet *set, const Rule *rule)
{
	return heap_copy_tuple_as_datum(rule->row, set->desc);
}

/* -------------------------------------------------------------- deciding */

/* Forget what is remembered, if it has become too much. */
static void
make_room(RuleSet *set)
{
	if (set->remembered != NULL &&
		(set->remembered->members >= MAX_REMEMBERED ||
		 set->asking_count >= MAX_ASKING))
	{
		set->remembered = NULL;
		MemoryContextReset(set->memory);
	}
	if (set->remembered == NULL)
	{
		set->asking_count = 0;
		set->remembered = fitting_create(set->memory, 256, NULL);
	}
}

/* Find the rules that fit a subject, and remember them. */
static const Fitting *
find_fitting(RuleSet *set, RuleSubject subject, uint64 key)
{
	const Rule **found = palloc(sizeof(Rule *) * set->count);
	const Rule **asking = NULL;
	const Rule *otherwise = NULL;
	int			count = 0;
	bool		exists;
	Fitting    *fitting;

	for (int i = 0; i < set->count && otherwise == NULL; i++)
	{
		const Rule *rule = &set->rules[i];

		if (!rule_fits(&rule->terms, subject))
			continue;
		if (rule->diagnostic_like == NULL)
			otherwise = rule;
		else
			found[count++] = rule;
	}

	make_room(set);
	if (count > 0)
	{
		asking = MemoryContextAlloc(set->memory, sizeof(Rule *) * count);
		for (int i = 0; i < count; i++)
			asking[i] = found[i];
	}
	pfree(found);

	/* last, so that no failure leaves an answer half made */
	fitting = fitting_insert(set->remembered, key, &exists);
	fitting->otherwise = otherwise;
	fitting->asking = asking;
	fitting->asking_count = count;
	set->asking_count += count;
	return fitting;
}

/* Each code, reply and provider has a number of its own. */
static inline uint64
subject_key(RuleSubject subject)
{
	return (uint64) subject.provider << 33 | (uint64) subject.reply << 23 |
		(uint64) subject.code;
}

/* The first of the rules that ask for a text whose text fits, or NULL. */
static const Rule *
decide_by_text(const Fitting *fitting, Datum diagnostic)
{
	text	   *given = DatumGetTextPP(diagnostic);
	const Rule *decided = NULL;

	for (int i = 0; i < fitting->asking_count && decided == NULL; i++)
	{
		const Rule *rule = fitting->asking[i];

		if (DatumGetBool(DirectFunctionCall2Coll(textlike, C_COLLATION_OID,
												 PointerGetDatum(given),
												 PointerGetDatum(rule->diagnostic_like))))
			decided = rule;
	}
	if ((Pointer) given != DatumGetPointer(diagnostic))
		pfree(given);
	return decided;
}

/*
 * rule_set_decide
 *		The first rule that fits, or NULL.
 *
 * The texts are taken as they are: the provider may be an alias in any letter
 * case, and the diagnostic is what LIKE makes of it in collation "C".  NULL
 * fits no rule that asks for a text.
 */
const Rule *
rule_set_decide(RuleSet *set, const BounceEvidence *evidence,
				const text *provider, NullableDatum diagnostic)
{
	RuleSubject subject = {evidence->code, evidence->reply, 0};
	const Fitting *fitting = NULL;

	if (set->count == 0)
		return NULL;

	if (set->provider_count > 0 && provider != NULL)
		subject.provider = provider_number(set, canonical_name(evidence->provider,
															   rule_text(provider)));
	if (set->remembered != NULL)
		fitting = fitting_lookup(set->remembered, subject_key(subject));
	if (fitting == NULL)
		fitting = find_fitting(set, subject, subject_key(subject));

	if (fitting->asking_count > 0 && !diagnostic.isnull)
	{
		const Rule *rule = decide_by_text(fitting, diagnostic.value);

		if (rule != NULL)
			return rule;
	}
	return fitting->otherwise;
}
