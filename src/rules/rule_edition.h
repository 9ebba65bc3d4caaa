/*
 * rule_edition.h
 *	  Which edition of the rules a snapshot sees.
 */
#ifndef SMTPCODE_RULE_EDITION_H
#define SMTPCODE_RULE_EDITION_H

#include "utils/snapshot.h"
#include "utils/uuid.h"

/* The tables behind a function, which lie in its schema. */
typedef struct RuleTables
{
	Oid			rules;			/* bounce_rule */
	Oid			edition;		/* bounce_rule_edition */
} RuleTables;

/*
 * The edition of the rules that a snapshot sees.  Snapshots that see the same
 * number see the same rules.  There is none in a transaction that has changed
 * the rules itself: each of its commands may see others; nor where a superuser
 * has tampered with the tables.
 */
typedef struct RuleEdition
{
	bool		is_numbered;
	pg_uuid_t	number;
} RuleEdition;

/*
 * Counts what may have changed the rules in the eyes of this backend, also
 * where no edition tells.
 */
extern uint64 rule_change_count;

extern RuleTables rule_tables_of(Oid function);
extern RuleEdition rule_edition_seen(const RuleTables *tables,
									 Snapshot snapshot);
extern bool rule_editions_equal(const RuleEdition *a, const RuleEdition *b);

#endif							/* SMTPCODE_RULE_EDITION_H */
