/*
 * rule_edition.c
 *	  Which edition of the rules a snapshot sees, and how a new one begins.
 *
 * What is read from the table bounce_rule is kept in the backend, so each call
 * must know whether the rules that its snapshot sees are those that are kept.
 * Invalidation messages alone cannot tell.  They are sent when a transaction
 * has already become visible, so that a statement may begin in between; they
 * say nothing to a snapshot older than the change; and they do not wait for a
 * serializable transaction to note what it has read.
 *
 * So the question is left to MVCC.  The table bounce_rule_edition has one row,
 * with a number that is never used twice.  Each transaction that changes rules
 * gives it a new number, before its first change, by a trigger on bounce_rule.
 * Whoever updates the row waits for whoever has done so before, and so the
 * rules that a snapshot sees follow from the number that it sees: in another
 * session, in a transaction with an older snapshot, in a parallel worker and
 * on a standby.  A serializable transaction that reads the row is in conflict
 * with one that updates it.  It costs a look at one row for each snapshot, and
 * makes transactions that change rules wait for one another.
 *
 * The trigger is for each row and not for each statement, because the workers
 * of logical replication fire no other.
 *
 * Each database has editions of its own, also where its rules come from another
 * one by logical replication: a trigger on bounce_rule_edition leaves out the
 * rows that replication brings.
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "code/code_datum.h"
#include "rules/rule_edition.h"

PG_FUNCTION_INFO_V1(bounce_rule_changing);
PG_FUNCTION_INFO_V1(bounce_rule_edition_replicating);

#define RULE_TABLE		"bounce_rule"
#define EDITION_TABLE	"bounce_rule_edition"
#define RULE_TRIGGER	"bounce_rule_changing"

uint64		rule_change_count = 0;

/* The table of rules that this backend looks at, and asks to be told of. */
static Oid	watched_table = InvalidOid;

static void
count_invalidation(Datum argument, Oid table)
{
	(void) argument;
	if (table == watched_table || !OidIsValid(table))
		rule_change_count++;
}

/*
 * Be told of what befalls the table without its trigger, TRUNCATE and ALTER
 * TABLE for example, and of subtransactions that are rolled back.
 */
static void
watch(Oid table)
{
	static bool registered = false;

	if (!registered)
	{
		CacheRegisterRelcacheCallback(count_invalidation, (Datum) 0);
		registered = true;
	}
	if (watched_table != table)
	{
		watched_table = table;
		rule_change_count++;
	}
}

static Oid
find_table(Oid schema, const char *name)
{
	Oid			table = get_relname_relid(name, schema);

	if (!OidIsValid(table))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("table \"%s\" does not exist",
						quote_qualified_identifier(get_namespace_name(schema),
												   name)),
				 errhint("The table belongs to extension smtpcode and must lie in its schema under this name.")));
	if (get_rel_relkind(table) != RELKIND_RELATION)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("\"%s\" is not an ordinary table",
						quote_qualified_identifier(get_namespace_name(schema),
												   name)),
				 errhint("The table belongs to extension smtpcode and must be the one that it made.")));
	return table;
}

/*
 * rule_tables_of
 *		The tables behind one of our functions; error 42P01 if one is missing,
 *		42809 if a superuser has put something else in its place.
 */
RuleTables
rule_tables_of(Oid function)
{
	Oid			schema = get_func_namespace(function);
	RuleTables	tables;

	tables.rules = find_table(schema, RULE_TABLE);
	tables.edition = find_table(schema, EDITION_TABLE);
	watch(tables.rules);
	return tables;
}

/*
 * Does the trigger on the rules fire at every change of a row?  It does not
 * where a superuser has disabled it, or pg_restore --disable-triggers has made
 * an ordinary trigger of it, which replication does not fire.
 */
static bool
changes_are_noticed(Oid rules)
{
	Relation	table = table_open(rules, AccessShareLock);
	TriggerDesc *triggers = table->trigdesc;
	bool		noticed = false;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		const Trigger *trigger = &triggers->triggers[i];

		if (strcmp(trigger->tgname, RULE_TRIGGER) == 0)
			noticed = trigger->tgenabled == TRIGGER_FIRES_ALWAYS &&
				TRIGGER_TYPE_MATCHES(trigger->tgtype, TRIGGER_TYPE_ROW,
									 TRIGGER_TYPE_BEFORE,
									 TRIGGER_TYPE_INSERT) &&
				TRIGGER_FOR_DELETE(trigger->tgtype) &&
				TRIGGER_FOR_UPDATE(trigger->tgtype) &&
				trigger->tgnattr == 0 && trigger->tgqual == NULL;
	}
	table_close(table, NoLock);
	return noticed;
}

/* What a snapshot sees in bounce_rule_edition. */
typedef struct EditionRows
{
	int			count;
	bool		is_own;			/* is one from the transaction at hand? */
	bool		has_null;
	pg_uuid_t	number;			/* of the last row */
} EditionRows;

/* Error 42804 if the table is not as the extension made it. */
static EditionRows
read_edition(const RuleTables *tables, Snapshot snapshot)
{
	Relation	table = table_open(tables->edition, AccessShareLock);
	TupleDesc	desc = RelationGetDescr(table);
	TupleTableSlot *slot;
	TableScanDesc scan;
	EditionRows rows = {0};

	if (desc->natts < 1 || TupleDescAttr(desc, 0)->atttypid != UUIDOID)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("the first column of table \"%s\" is not of type %s",
						RelationGetRelationName(table), "uuid"),
				 errhint("The table belongs to extension smtpcode and must keep its columns.")));

	slot = table_slot_create(table, NULL);
	scan = table_beginscan(table, snapshot, 0, NULL);
	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		bool		isnull;
		Datum		number = slot_getattr(slot, 1, &isnull);
		Datum		xmin;

		CHECK_FOR_INTERRUPTS();
		if (isnull)
			rows.has_null = true;
		else
			rows.number = *DatumGetUUIDP(number);
		xmin = slot_getsysattr(slot, MinTransactionIdAttributeNumber, &isnull);
		if (TransactionIdIsCurrentTransactionId(DatumGetTransactionId(xmin)))
			rows.is_own = true;
		rows.count++;
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	table_close(table, NoLock);
	return rows;
}

/*
 * rule_edition_seen
 *		The edition of the rules that a snapshot sees.
 *
 * It has no number where the row comes from the transaction at hand, or is
 * not there because the snapshot is older than the extension; nor where a
 * superuser has seen to it that the number says nothing: the row is missing,
 * has NULL, is not alone, or the trigger does not fire at every change.
 */
RuleEdition
rule_edition_seen(const RuleTables *tables, Snapshot snapshot)
{
	EditionRows rows = read_edition(tables, snapshot);
	RuleEdition edition = {0};

	if (rows.count == 1 && !rows.is_own && !rows.has_null &&
		changes_are_noticed(tables->rules))
	{
		edition.is_numbered = true;
		edition.number = rows.number;
	}
	return edition;
}

bool
rule_editions_equal(const RuleEdition *a, const RuleEdition *b)
{
	return a->is_numbered == b->is_numbered &&
		memcmp(&a->number, &b->number, sizeof(pg_uuid_t)) == 0;
}

/* Has this transaction begun an edition, in a part that is not rolled back? */
static bool
has_begun_edition(const RuleTables *tables)
{
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	EditionRows rows = read_edition(tables, snapshot);

	UnregisterSnapshot(snapshot);
	return rows.is_own;
}

static uint64
execute(const char *command, int expected)
{
	if (SPI_execute(command, false, 0) != expected)
		elog(ERROR, "could not execute \"%s\"", command);
	return SPI_processed;
}

/*
 * Give the row a new number, as the owner of the table: who may change rules
 * need not be able to do so otherwise.  If the row is missing, there is a new
 * one.
 */
static void
begin_edition(const RuleTables *tables)
{
	Relation	table = table_open(tables->edition, RowExclusiveLock);
	char	   *name = quote_qualified_identifier(get_namespace_name(RelationGetNamespace(table)),
												  RelationGetRelationName(table));
	Oid			user;
	int			security;

	GetUserIdAndSecContext(&user, &security);
	SetUserIdAndSecContext(table->rd_rel->relowner,
						   security | SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (execute(psprintf("UPDATE ONLY %s SET edition = pg_catalog.gen_random_uuid()",
						 name), SPI_OK_UPDATE) == 0)
		execute(psprintf("INSERT INTO %s (edition) VALUES (pg_catalog.gen_random_uuid())",
						 name), SPI_OK_INSERT);
	SPI_finish();
	SetUserIdAndSecContext(user, security);
	table_close(table, NoLock);
}

static void
check_trigger_table(const TriggerData *trigger, Oid table,
					const char *function, const char *name)
{
	if (RelationGetRelid(trigger->tg_relation) != table)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be called by a trigger on table \"%s\"",
						function, name)));
}

/*
 * bounce_rule_changing
 *		Trigger on bounce_rule, before each row is changed and before TRUNCATE.
 */
Datum
bounce_rule_changing(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	RuleTables	tables;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BEFORE(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be called by a BEFORE trigger",
						"bounce_rule_changing")));
	tables = rule_tables_of(fcinfo->flinfo->fn_oid);
	check_trigger_table(trigger, tables.rules, "bounce_rule_changing",
						RULE_TABLE);

	/*
	 * This session may see its changes one by one, and sees them go when a
	 * subtransaction is rolled back: the message counts each of these.
	 */
	CacheInvalidateRelcache(trigger->tg_relation);

	if (!has_begun_edition(&tables))
		begin_edition(&tables);

	if (!TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		return PointerGetDatum(NULL);
	return PointerGetDatum(TRIGGER_FIRED_BY_UPDATE(trigger->tg_event) ?
						   trigger->tg_newtuple : trigger->tg_trigtuple);
}

/*
 * bounce_rule_edition_replicating
 *		Trigger on bounce_rule_edition, before each row that replication
 *		brings: leave it out.
 */
Datum
bounce_rule_edition_replicating(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_BEFORE(trigger->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be called by a BEFORE ROW trigger",
						"bounce_rule_edition_replicating")));
	check_trigger_table(trigger, rule_tables_of(fcinfo->flinfo->fn_oid).edition,
						"bounce_rule_edition_replicating", EDITION_TABLE);
	return PointerGetDatum(NULL);
}
