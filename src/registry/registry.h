/*
 * registry.h
 *	  What is known of the codes: IANA's registry, the reply codes, and the
 *	  category of each.
 *
 * Free of PostgreSQL: constant tables, and look-ups that take constant time,
 * allocate nothing and cannot fail.
 */
#ifndef SMTPCODE_REGISTRY_H
#define SMTPCODE_REGISTRY_H

#include <stddef.h>

#include "code/pattern_value.h"
#include "registry/registry_data.h"

#define NO_PARENT (-1)

/*
 * A label of one of our enums.  An older SQL version of the extension may
 * lack it: its parent, an older label with a wider meaning, then stands in.
 */
typedef struct BounceLabel
{
	const char *name;
	int			parent;
	const char *phrase;			/* in an explanation, or NULL */
} BounceLabel;

/* What follows from a category. */
typedef struct CategoryEntry
{
	BounceAction transient_action;
	BounceAction permanent_action;
	BounceParty party;
	BounceHardness hardness;	/* where the recipient is not gone */
} CategoryEntry;

typedef struct CalendarDate
{
	int			year;			/* 0 where IANA gives no date */
	int			month;
	int			day;
} CalendarDate;

typedef enum IanaKind
{
	IANA_CLASS,
	IANA_SUBJECT,
	IANA_ENUMERATED
} IanaKind;

/* A record of IANA's three tables; a string may be NULL. */
typedef struct IanaEntry
{
	int64_t		pattern;
	IanaKind	kind;
	const char *sample_text;
	const int16_t *basic_codes; /* reply codes named one by one */
	int			basic_code_count;
	uint8_t		basic_ranges;	/* bit n: all reply codes nyz */
	const char *basic_note;
	const char *description;
	const char *reference;
	const char *submitter;
	const char *change_controller;
	CalendarDate registered;
	CalendarDate updated;
	bool		classes_stated; /* does an RFC say which classes fit? */
	uint8_t		classes;		/* bit n: class n fits */
	const char *classes_basis;
	BounceCategory category;	/* of a failure */
	BounceParty party;
	bool		dead_recipient;
	const char *reason;
	const char *transient_reason;
	const char *permanent_reason;
} IanaEntry;

/* A registered reply code. */
typedef struct ReplyEntry
{
	int32_t		code;
	const char *name;
	const char *reference;
	const char *status;
	BounceCategory category;	/* where only the reply is known */
	const char *reason;
} ReplyEntry;

extern const BounceLabel bounce_category_labels[CATEGORY_COUNT];
extern const BounceLabel bounce_action_labels[ACTION_COUNT];
extern const BounceLabel bounce_permanence_labels[PERMANENCE_COUNT];
extern const BounceLabel bounce_party_labels[PARTY_COUNT];
extern const BounceLabel bounce_hardness_labels[HARDNESS_COUNT];

extern const CategoryEntry category_entries[CATEGORY_COUNT];
extern const IanaEntry iana_entries[IANA_ENTRY_COUNT];
extern const ReplyEntry reply_entries[REPLY_ENTRY_COUNT];

/* By digit; NULL where no RFC names it. */
extern const char *const reply_severities[10];
extern const char *const reply_subjects[10];

/* The place of each record in its table, counted from 1; 0 for none. */
extern const uint16_t iana_class_slots[6];
extern const uint16_t iana_subject_slots[IANA_SUBJECT_COUNT];
extern const uint16_t iana_code_slots[IANA_SUBJECT_COUNT][IANA_DETAIL_COUNT];
extern const uint16_t reply_slots[REPLY_MAX - REPLY_MIN + 1];

static inline const char *
iana_kind_name(IanaKind kind)
{
	static const char *const names[] = {"class", "subject", "enumerated"};

	return names[kind];
}

/* The record of the code's class, which is always there. */
static inline const IanaEntry *
iana_class_entry(int32_t code)
{
	return &iana_entries[iana_class_slots[esc_class_of(code)] - 1];
}

/* The record of the code's subject (X.1.X), or NULL. */
static inline const IanaEntry *
iana_subject_entry(int32_t code)
{
	int32_t		subject = esc_subject_of(code);
	int			slot = 0;

	if (subject < IANA_SUBJECT_COUNT)
		slot = iana_subject_slots[subject];
	return slot > 0 ? &iana_entries[slot - 1] : NULL;
}

/* The record of the code itself (X.1.1, in whatever class), or NULL. */
static inline const IanaEntry *
iana_code_entry(int32_t code)
{
	int32_t		subject = esc_subject_of(code);
	int32_t		detail = esc_detail_of(code);
	int			slot = 0;

	if (subject < IANA_SUBJECT_COUNT && detail < IANA_DETAIL_COUNT)
		slot = iana_code_slots[subject][detail];
	return slot > 0 ? &iana_entries[slot - 1] : NULL;
}

/* The most specific record: of the code, else its subject, else its class. */
static inline const IanaEntry *
iana_best_entry(int32_t code)
{
	const IanaEntry *entry = iana_code_entry(code);

	if (entry == NULL)
		entry = iana_subject_entry(code);
	if (entry == NULL)
		entry = iana_class_entry(code);
	return entry;
}

/* Does IANA name the reply code, by itself, as one that the condition has? */
static inline bool
iana_names_reply(const IanaEntry *entry, int32_t reply)
{
	for (int i = 0; i < entry->basic_code_count; i++)
	{
		if (entry->basic_codes[i] == reply)
			return true;
	}
	return false;
}

/* Does an RFC say which classes fit the condition, and leave out this one? */
static inline bool
iana_excludes_class(const IanaEntry *entry, int32_t class)
{
	return entry->classes_stated && (entry->classes & (1 << class)) == 0;
}

/* Is the one category wider than the other: its parent, or a parent of that? */
static inline bool
category_is_wider(BounceCategory wide, BounceCategory narrow)
{
	int			parent = bounce_category_labels[narrow].parent;

	while (parent != NO_PARENT && parent != (int) wide)
		parent = bounce_category_labels[parent].parent;
	return parent != NO_PARENT;
}

/*
 * The sample text of the code, else the name of its subject, else of its
 * class; IANA gives a deprecated code none.
 */
static inline const char *
iana_name(int32_t code)
{
	const IanaEntry *entry = iana_code_entry(code);

	if (entry == NULL || entry->sample_text == NULL)
		entry = iana_subject_entry(code);
	if (entry == NULL)
		entry = iana_class_entry(code);
	return entry->sample_text;
}

/* The record of a reply code, or NULL. */
static inline const ReplyEntry *
reply_code_entry(int32_t reply)
{
	int			slot = reply_slots[reply - REPLY_MIN];

	return slot > 0 ? &reply_entries[slot - 1] : NULL;
}

#endif							/* SMTPCODE_REGISTRY_H */
