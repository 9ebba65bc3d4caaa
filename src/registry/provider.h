/*
 * provider.h
 *	  What mail providers mean by the codes they send.
 *
 * A provider may give one code several meanings, which only the words of its
 * reply tell apart.  Each meaning is an entry; an answer is what follows from
 * all those that an event leaves possible.
 *
 * Free of PostgreSQL: constant tables, and look-ups that take constant time,
 * allocate nothing and cannot fail.
 */
#ifndef SMTPCODE_PROVIDER_H
#define SMTPCODE_PROVIDER_H

#include "registry/registry.h"

#define PROVIDER_NONE	0		/* not given, or not known */
#define NO_REPLY		0		/* in place of a reply code */
#define OTHER_REPLY		(-1)	/* any reply that no meaning names */

/* Who meets the code. */
typedef enum ProviderSide
{
	SIDE_INBOUND,				/* those who send to the provider */
	SIDE_SUBMISSION,			/* its customers, as they hand in a message */
	SIDE_REPORT,				/* its customers, in a report on their message */
	SIDE_BOTH					/* both directions: software, not a service */
} ProviderSide;

/* The meaning beside the one that IANA registers for the code. */
typedef enum ProviderRelation
{
	RELATION_SAME,
	RELATION_NARROWER,
	RELATION_DIFFERENT,
	RELATION_UNREGISTERED
} ProviderRelation;

typedef enum ProviderEvidence
{
	EVIDENCE_OFFICIAL,			/* the provider documents it */
	EVIDENCE_OBSERVED			/* others saw it */
} ProviderEvidence;

typedef struct ProviderSource
{
	const char *title;
	const char *edition;		/* date or version, NULL where not known */
	const char *reference;		/* both in one */
} ProviderSource;

/* One meaning of a code or a range of codes. */
typedef struct ProviderEntry
{
	int			provider;
	int64_t		pattern;		/* one class and subject, a range of details */
	const int16_t *basic_codes; /* the replies it comes with; none: any */
	int			basic_code_count;
	ProviderSide side;
	const char *tag;			/* what the words carry, or NULL */
	const char *meaning;
	BounceCategory category;
	bool		dead_recipient;
	ProviderRelation relation;
	ProviderEvidence evidence;
	const ProviderSource *source;
} ProviderEntry;

/* What follows from the meanings that a code and a reply leave possible. */
typedef struct ProviderAnswer
{
	const ProviderEntry *entry; /* the one that names the category */
	uint8_t		category;		/* as it has it: a BounceCategory */
	uint8_t		meanings;		/* how many remain */
	bool		dead_recipient; /* do all of them, or the exception, say so? */
	int16_t		reply;			/* or NO_REPLY, or OTHER_REPLY */
} ProviderAnswer;

extern const ProviderEntry provider_entries[PROVIDER_ENTRY_COUNT];

extern int	provider_from_name(const char *name, size_t length);
extern int	provider_of_host(const char *host, size_t length);
extern const char *provider_name(int provider);
extern const ProviderAnswer *provider_answer(int provider, int32_t code,
											 int32_t reply);
extern bool provider_knows_code(int provider, int32_t code);

static inline const char *
provider_side_name(ProviderSide side)
{
	static const char *const names[] = {
		"inbound", "submission", "report", "both"
	};

	return names[side];
}

static inline const char *
provider_relation_name(ProviderRelation relation)
{
	static const char *const names[] = {
		"same", "narrower", "different", "unregistered"
	};

	return names[relation];
}

static inline const char *
provider_evidence_name(ProviderEvidence evidence)
{
	static const char *const names[] = {"official", "observed"};

	return names[evidence];
}

/* The level of an answer, beside those that iana_kind_name() gives. */
static inline const char *
provider_level_name(const ProviderEntry *entry)
{
	PatternParts parts = pattern_parts(entry->pattern);

	return parts.first == parts.last ? "enumerated" : "range";
}

#endif							/* SMTPCODE_PROVIDER_H */
