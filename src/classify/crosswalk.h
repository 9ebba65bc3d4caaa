/*
 * crosswalk.h
 *	  What others call the categories.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_CROSSWALK_H
#define SMTPCODE_CROSSWALK_H

#include "registry/registry.h"
#include "classify/classify_data.h"

/* What another system calls a category. */
typedef struct CrosswalkEntry
{
	BounceCategory category;
	const char *system;
	const char *name;			/* NULL where it has none */
	int			number;			/* of the name there; 0: none */
	bool		lossy;			/* does the name not lead back? */
	const char *meaning;		/* of the name there */
} CrosswalkEntry;

extern const CrosswalkEntry crosswalk_entries[CROSSWALK_ENTRY_COUNT];

#endif							/* SMTPCODE_CROSSWALK_H */
