/*
 * reading.c
 *	  Which phrase of a text decides.
 *
 * The phrases that stand in the text for themselves, and not as a part of a
 * longer one, are kept in the order of their ends.  Then the best is chosen:
 * a reason before a hint, a provider's own phrase before a general one, a
 * category before those that it is narrower than, the first in the text.
 */
#include "words/reading.h"

#include "words/phrase_match.h"

/*
 * How many phrases of a text are kept.  Each is kept once, the first time that
 * it occurs, so that no real text has as many.
 */
#define MAX_FOUND 64

typedef struct FoundPhrase
{
	const PhraseEntry *entry;
	size_t		start;
	size_t		end;
	bool		is_part;		/* of a hint: no answer, but a veto */
} FoundPhrase;

/* The phrases of a text, in the order of their ends. */
typedef struct Findings
{
	int			count;
	FoundPhrase found[MAX_FOUND];
	const PhraseEntry *veto;	/* one for which there was no room, or NULL */
} Findings;

static inline bool
is_reason(const PhraseEntry *entry)
{
	return entry->strength == PHRASE_REASON;
}

/* Does the phrase speak against a dead recipient? */
static inline bool
is_veto(const PhraseEntry *entry)
{
	return is_reason(entry) && !entry->dead_recipient;
}

/* Is the phrase for such a code or reply, from this provider? */
static bool
phrase_fits(const PhraseEntry *entry, const WordsQuestion *question)
{
	if (entry->provider != PROVIDER_NONE &&
		entry->provider != question->provider)
		return false;
	if (entry->only_code_count == 0 && entry->only_reply_count == 0)
		return true;
	for (int i = 0; question->has_code && i < entry->only_code_count; i++)
	{
		if (pattern_matches(entry->only_codes[i], question->code))
			return true;
	}
	for (int i = 0; question->has_reply && i < entry->only_reply_count; i++)
	{
		if (entry->only_replies[i] == question->reply)
			return true;
	}
	return false;
}

/* Do code and reply leave the reason open, so that a hint counts? */
static bool
is_open(const WordsQuestion *question)
{
	if (question->has_code && !esc_is_generic(question->code))
		return false;
	if (!question->has_reply)
		return true;
	switch (question->reply)
	{
		case 450:
		case 451:
		case 452:
		case 550:
		case 552:
		case 553:
		case 554:
			return true;
		default:
			return false;
	}
}

/*
 * Does a part of a longer phrase still say something?
 *
 * Parts do not stand for themselves: "blocked due to inactivity" blocks nobody.
 * But a hint such as "not found or access denied" does not take back that
 * access may have been denied.
 */
static inline bool
part_remains(const PhraseEntry *part, const PhraseEntry *whole)
{
	return !is_reason(whole) && is_veto(part);
}

/*
 * A phrase has been found, which ends where the last one did, or later: its
 * parts are among the last ones.
 */
static void
add_phrase(Findings *findings, FoundPhrase phrase)
{
	int			kept = findings->count;

	while (kept > 0 && findings->found[kept - 1].end > phrase.start)
		kept--;
	for (int i = kept; i < findings->count; i++)
	{
		FoundPhrase other = findings->found[i];

		if (other.start < phrase.start && other.end == phrase.end)
		{
			/* of those that end together the longest comes first */
			if (!part_remains(phrase.entry, other.entry))
				return;
			phrase.is_part = true;
		}
		else if (other.start >= phrase.start &&
				 (other.start > phrase.start || other.end < phrase.end))
		{
			if (!part_remains(other.entry, phrase.entry))
				continue;
			other.is_part = true;
		}
		findings->found[kept++] = other;
	}
	findings->count = kept;

	for (int i = 0; i < kept; i++)
	{
		if (findings->found[i].entry == phrase.entry &&
			findings->found[i].is_part == phrase.is_part)
			return;
	}
	if (kept < MAX_FOUND)
		findings->found[findings->count++] = phrase;
	else if (is_veto(phrase.entry))
		findings->veto = phrase.entry;
}

static void
find_phrases(const WordsQuestion *question, Findings *findings)
{
	PhraseScan	scan;
	PhraseMatch match;

	findings->count = 0;
	findings->veto = NULL;
	phrase_scan_open(&scan, question->text, question->length,
					 question->is_utf8);
	while (phrase_scan_next(&scan, &match))
	{
		const PhraseEntry *entry = &phrase_entries[match.phrase];
		FoundPhrase found = {entry, match.start, match.end, false};

		if (phrase_fits(entry, question))
			add_phrase(findings, found);
	}
}

/*
 * The phrase that says that the text is about the sender's address, or NULL.
 *
 * A server that calls back to verify the sender quotes what it was told: "550
 * 5.1.1 No such user" is about the sender then.
 */
static const PhraseEntry *
sender_phrase(const Findings *findings)
{
	for (int i = 0; i < findings->count; i++)
	{
		const PhraseEntry *entry = findings->found[i].entry;

		if (entry->about == ABOUT_SENDER &&
			entry->category == CATEGORY_BAD_SENDER)
			return entry;
	}
	return NULL;
}

/* Is the reply about the login?  Then so is a user who does not exist. */
static bool
is_about_login(const WordsQuestion *question)
{
	const ReplyEntry *reply = NULL;

	if (question->has_reply)
		reply = reply_code_entry(question->reply);
	return reply != NULL && reply->category == CATEGORY_SMTP_AUTH;
}

/* The ranks of phrases, the first before all others. */
typedef enum PhraseRank
{
	RANK_OWN_REASON,			/* of the provider */
	RANK_REASON,
	RANK_OWN_HINT,
	RANK_HINT,
	RANK_COUNT
} PhraseRank;

static inline PhraseRank
rank_of(const PhraseEntry *entry)
{
	bool		is_own = entry->provider != PROVIDER_NONE;

	if (is_reason(entry))
		return is_own ? RANK_OWN_REASON : RANK_REASON;
	return is_own ? RANK_OWN_HINT : RANK_HINT;
}

/* A set of categories: bit n is BounceCategory n. */
typedef uint64_t CategorySet;

_Static_assert(CATEGORY_COUNT <= 64, "categories do not fit a CategorySet");

static inline CategorySet
category_bit(int category)
{
	return (CategorySet) 1 << category;
}

/* Does another category of the set say more: a narrower one, or any reason? */
static bool
says_less(BounceCategory category, CategorySet set)
{
	set &= ~category_bit(category);
	if (category == CATEGORY_POLICY)
		return (set & ~category_bit(CATEGORY_UNSPECIFIED)) != 0;
	for (int other = 0; other < CATEGORY_COUNT; other++)
	{
		if ((set & category_bit(other)) != 0 &&
			category_is_wider(category, other))
			return true;
	}
	return false;
}

/*
 * The phrase that decides, or NULL.  What says that somebody does not exist
 * counts only if it is about the recipient.
 */
static const PhraseEntry *
best_phrase(const WordsQuestion *question, const Findings *findings,
			bool about_others)
{
	CategorySet categories[RANK_COUNT] = {0};
	const FoundPhrase *best = NULL;
	int			rank = 0;

	for (int i = 0; i < findings->count; i++)
	{
		const FoundPhrase *found = &findings->found[i];

		if (!found->is_part && !(found->entry->dead_recipient && about_others))
			categories[rank_of(found->entry)] |=
				category_bit(found->entry->category);
	}
	while (rank < RANK_COUNT && categories[rank] == 0)
		rank++;
	if (rank == RANK_COUNT || (rank >= RANK_OWN_HINT && !is_open(question)))
		return NULL;

	for (int i = 0; i < findings->count; i++)
	{
		const FoundPhrase *found = &findings->found[i];

		if (found->is_part || (int) rank_of(found->entry) != rank ||
			(found->entry->dead_recipient && about_others) ||
			says_less(found->entry->category, categories[rank]))
			continue;
		if (best == NULL || found->start < best->start ||
			(found->start == best->start && found->end > best->end))
			best = found;
	}
	return best == NULL ? NULL : best->entry;
}

/*
 * words_read
 *		What the words of a reply say.
 */
WordsReading
words_read(const WordsQuestion *question)
{
	Findings	findings;
	WordsReading reading = {NULL, NULL, false};
	const PhraseEntry *sender;

	find_phrases(question, &findings);
	if (findings.count == 0)
		return reading;

	sender = sender_phrase(&findings);
	reading.phrase = best_phrase(question, &findings,
								 sender != NULL || is_about_login(question));
	reading.veto = sender != NULL ? sender : findings.veto;
	for (int i = 0; reading.veto == NULL && i < findings.count; i++)
	{
		if (is_veto(findings.found[i].entry))
			reading.veto = findings.found[i].entry;
	}
	reading.dead_recipient = reading.phrase != NULL &&
		is_reason(reading.phrase) && reading.phrase->dead_recipient &&
		reading.phrase->about == ABOUT_RECIPIENT && reading.veto == NULL;
	return reading;
}
