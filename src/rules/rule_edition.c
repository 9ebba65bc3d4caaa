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
 */
#include "postgres.h"

#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "rules/rule_edition.h"
#include "code/code_datum.h"

PG_FUNCTION_INFO_V1(bounce_rule_changing);

#define RULE_TABLE		"bounce_rule"
#define EDITION_TABLE	"bounce_rule_edition"

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
	return table;
}

/*
 * rule_tables_of
 *		The tables behind one of our functions; error 42P01 if one is missing.
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
 * rule_edition_seen
 *		The edition of the rules that a snapshot sees.
 *
 * It has no number where the row comes from the transaction at hand, or is
 * not there because the snapshot is older than the extension.
 */
RuleEdition
rule_edition_seen(const RuleTables *tables, Snapshot snapshot)
{
	Relation	table = table_open(tables->edition, AccessShareLock);
	TupleDesc	desc = RelationGetDescr(table);
	TupleTableSlot *slot;
	TableScanDesc scan;
	RuleEdition edition = {0};

	if (desc->natts < 1 || TupleDescAttr(desc, 0)->atttypid != UUIDOID)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("the first column of table \"%s\" is not of type %s",
						RelationGetRelationName(table), "uuid"),
				 errhint("The table belongs to extension smtpcode and must keep its columns.")));

	slot = table_slot_create(table, NULL);
	scan = table_beginscan(table, snapshot, 0, NULL);
	if (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		bool		isnull;
		Datum		number = slot_getattr(slot, 1, &isnull);
		Datum		xmin = slot_getsysattr(slot, MinTransactionIdAttributeNumber,
										   &isnull);

		edition.is_numbered =
			!TransactionIdIsCurrentTransactionId(DatumGetTransactionId(xmin));
		edition.number = *DatumGetUUIDP(number);
	}
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	table_close(table, NoLock);
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
	RuleEdition edition = rule_edition_seen(tables, snapshot);

	UnregisterSnapshot(snapshot);
	return !edition.is_numbered;
}

/*
 * Give the row a new number, as the owner of the table: who may change rules
 * need not be able to do so otherwise.
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
	if (SPI_execute(psprintf("UPDATE ONLY %s SET edition = pg_catalog.gen_random_uuid()",
							 name), false, 0) != SPI_OK_UPDATE)
		elog(ERROR, "could not update table %s", name);
	SPI_finish();
	SetUserIdAndSecContext(user, security);
	table_close(table, NoLock);
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
	if (RelationGetRelid(trigger->tg_relation) != tables.rules)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be called by a trigger on table \"%s\"",
						"bounce_rule_changing", RULE_TABLE)));

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
