/*
 * rule_site.c
 *	  The rules that a call sees, kept from one call to the next.
 *
 * The backend keeps the set of rules that was read last.  Each place that
 * calls one of our functions holds the set that it uses, so that a statement
 * goes on with the rules that it began with, whatever other sessions do to
 * them meanwhile.
 */
#include "postgres.h"

#include "storage/lmgr.h"
#include "storage/proc.h"
#include "utils/inval.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "base/compat.h"
#include "rules/rule_edition.h"
#include "rules/rule_site.h"

/*
 * What tells the snapshots of one backend apart.
 *
 * Snapshots of one transaction that end at the same xid, with as many others
 * running before it, see the same transactions as finished: those that ran
 * before it can only have become fewer from the one to the other.  Commands
 * order what the transaction does itself.
 */
typedef struct SnapshotMark
{
	LocalTransactionId transaction;
	CommandId	command;
	TransactionId end;
	uint32		running;
	int32		running_sub;
} SnapshotMark;

/* Where a set of rules comes from. */
typedef struct RuleOrigin
{
	Oid			table;
	RuleEdition edition;
	SnapshotMark mark;			/* counts where the edition has no number */
	uint64		changes;		/* rule_change_count at that time */
} RuleOrigin;

struct RuleSite
{
	RuleTables	tables;
	RuleOrigin	origin;
	RuleSet    *set;			/* or NULL before the first call */
	MemoryContextCallback release;
};

/* The set that was read last. */
static RuleOrigin latest_origin;
static RuleSet *latest_set = NULL;

static void
release_site(void *argument)
{
	RuleSite   *site = argument;

	if (site->set != NULL)
		rule_set_release(site->set);
	site->set = NULL;
}

/*
 * rule_site_create
 *		Begin to call a function from a place: for its lifetime.
 */
RuleSite *
rule_site_create(const FmgrInfo *flinfo)
{
	RuleSite   *site = MemoryContextAllocZero(flinfo->fn_mcxt,
											  sizeof(RuleSite));

	site->tables = rule_tables_of(flinfo->fn_oid);
	site->release.func = release_site;
	site->release.arg = site;
	MemoryContextRegisterResetCallback(flinfo->fn_mcxt, &site->release);
	return site;
}

static inline SnapshotMark
mark_of(Snapshot snapshot)
{
	SnapshotMark mark;

	mark.transaction = MY_TRANSACTION_NUMBER;
	mark.command = snapshot->curcid;
	mark.end = snapshot->xmax;
	mark.running = snapshot->xcnt;
	mark.running_sub = snapshot->subxcnt;
	return mark;
}

static inline bool
marks_equal(const SnapshotMark *a, const SnapshotMark *b)
{
	return a->transaction == b->transaction && a->command == b->command &&
		a->end == b->end && a->running == b->running &&
		a->running_sub == b->running_sub;
}

/* Would a set from the one place be the same if it were read at the other? */
static bool
origins_equal(const RuleOrigin *a, const RuleOrigin *b)
{
	return a->table == b->table && a->changes == b->changes &&
		rule_editions_equal(&a->edition, &b->edition) &&
		(a->edition.is_numbered || marks_equal(&a->mark, &b->mark));
}

/* Make the backend's set the one that a snapshot sees. */
static void
read_latest(const RuleOrigin *origin, Snapshot snapshot)
{
	RuleSet    *set = rule_set_read(origin->table, snapshot);

	if (latest_set != NULL)
		rule_set_release(latest_set);
	latest_set = set;
	latest_origin = *origin;
}

/*
 * Make the set of a site the one that a snapshot sees.
 *
 * The table is locked as a query would lock it, also where it need not be
 * read: TRUNCATE, which no snapshot hides, then waits for us to end.  Where we
 * have the lock already, that does not tell us what others did to the triggers.
 */
static void
refresh(RuleSite *site, Snapshot snapshot, const SnapshotMark *mark)
{
	RuleOrigin	origin;

	LockRelationOid(site->tables.rules, AccessShareLock);
	AcceptInvalidationMessages();
	origin.table = site->tables.rules;
	origin.edition = rule_edition_seen(&site->tables, snapshot);
	origin.mark = *mark;
	origin.changes = rule_change_count;

	if (site->set == NULL || !origins_equal(&site->origin, &origin))
	{
		if (latest_set == NULL || !origins_equal(&latest_origin, &origin))
			read_latest(&origin, snapshot);
		release_site(site);
		site->set = rule_set_hold(latest_set);
	}
	site->origin = origin;
}

/*
 * rule_site_set
 *		The rules that the statement at hand sees.
 */
RuleSet *
rule_site_set(RuleSite *site)
{
	Snapshot	snapshot;
	SnapshotMark mark;

	if (!ActiveSnapshotSet())
		elog(ERROR, "cannot read rules without an active snapshot");
	snapshot = GetActiveSnapshot();
	mark = mark_of(snapshot);
	if (site->set == NULL || site->origin.changes != rule_change_count ||
		!marks_equal(&site->origin.mark, &mark))
		refresh(site, snapshot, &mark);
	return site->set;
}
