/*
 * phrase_match.c
 *	  All phrases in a text, found in one pass: the automaton that reads the
 *	  words.  phrase_match.h tells how it works.
 */
#include "words/phrase_match.h"

#include "words/phrase_table.h"

/* What stands behind the last symbol in a row: the step to the state's model. */
#define MODEL_SYMBOL PHRASE_SYMBOL_COUNT

/* Does a phrase end in the state? */
static inline bool
state_ends(int state)
{
	return state <= PHRASE_ENDING_STATES;
}

/* May further words lead on from the state? */
static inline bool
state_leads_on(int state)
{
	return state > PHRASE_LEAF_STATES;
}

/* Symbols of negations are the first ones. */
static inline bool
symbol_negates(int symbol)
{
	return symbol >= 1 && symbol <= PHRASE_NEGATION_COUNT;
}

/* Where the step of a symbol leads to, the state's own or its model's; or 0. */
static inline int
find_step(int state, int symbol)
{
	do
	{
		int			base = phrase_bases[state - PHRASE_LEAF_STATES - 1];
		const PhraseStep *row = &phrase_steps[base];

		if (row[symbol].state == state)
			return row[symbol].next;
		state = row[MODEL_SYMBOL].state == state ? row[MODEL_SYMBOL].next : 0;
	} while (state != 0);
	return 0;
}

/* Where a word leads to, or 0. */
static inline int
next_state(int state, int symbol)
{
	int			next = find_step(state, symbol);

	if (next == 0 && symbol != 0 && !symbol_negates(symbol))
		next = find_step(state, 0);
	return next;
}

void
phrase_scan_open(PhraseScan *scan, const char *text, size_t length,
				 bool is_utf8)
{
	word_scan_open(&scan->words, text, length, is_utf8);
	scan->word_count = 0;
	scan->negation = 0;
	scan->thread_count = 0;
	scan->ended_count = 0;
	scan->ended_next = 0;
	scan->output = NULL;
	scan->end = 0;
}

/* A thread has come to a state: keep it, if it may lead on. */
static inline void
keep_thread(PhraseScan *scan, PhraseThread thread)
{
	if (state_ends(thread.state))
	{
		scan->ended[scan->ended_count++] = thread;
		/* its negation is said; it does not reach beyond */
		if (thread.first_word <= scan->negation)
			scan->negation = 0;
	}
	if (state_leads_on(thread.state))
		scan->threads[scan->thread_count++] = thread;
}

/* Does a negation before the current word reach it? */
static inline bool
is_negated(const PhraseScan *scan)
{
	return scan->negation > 0 &&
		scan->word_count - scan->negation <= NEGATION_REACH;
}

/* Each thread reads a word, and a new one begins with it. */
static inline void
read_word(PhraseScan *scan, const WordToken *word)
{
	int			symbol = word->symbol;
	int			threads = scan->thread_count;
	bool		negated;

	scan->word_count++;
	scan->end = word->end;
	scan->thread_count = 0;
	scan->ended_count = 0;
	scan->ended_next = 0;
	negated = is_negated(scan);
	if (symbol_negates(symbol))
		scan->negation = scan->word_count;

	/* what is kept goes where one has been read already */
	for (int i = 0; i < threads; i++)
	{
		PhraseThread thread = scan->threads[i];

		thread.state = next_state(thread.state, symbol);
		if (thread.state != 0)
			keep_thread(scan, thread);
	}
	if (!negated && phrase_firsts[symbol] != 0)
	{
		PhraseThread begun = {phrase_firsts[symbol], word->start, scan->word_count};

		keep_thread(scan, begun);
	}
}

/* The first of the phrases that end in a state; the last is marked. */
static inline const uint16_t *
first_phrase(int state)
{
	const uint16_t *end = &phrase_ends[state];

	return *end & LAST_PHRASE ? end : &phrase_end_lists[*end];
}

/* The next of the phrases that end with the last word. */
static inline bool
report(PhraseScan *scan, PhraseMatch *match)
{
	const PhraseThread *thread = &scan->ended[scan->ended_next];

	if (scan->ended_next >= scan->ended_count)
		return false;
	if (scan->output == NULL)
		scan->output = first_phrase(thread->state);
	match->phrase = *scan->output & ~LAST_PHRASE;
	match->start = thread->start;
	match->end = scan->end;
	match->words = (int) (scan->word_count - thread->first_word + 1);
	if (*scan->output++ & LAST_PHRASE)
	{
		scan->output = NULL;
		scan->ended_next++;
	}
	return true;
}

/*
 * phrase_scan_next
 *		The next phrase; false at the end of the text.
 *
 * They come in the order of their ends; those that end with the same word in
 * the order of their beginnings.
 */
bool
phrase_scan_next(PhraseScan *scan, PhraseMatch *match)
{
	WordToken	token;

	while (!report(scan, match))
	{
		word_scan_next(&scan->words, &token);
		switch (token.kind)
		{
			case TOKEN_WORD:
				read_word(scan, &token);
				break;
			case TOKEN_SENTENCE:
				scan->thread_count = 0;
				scan->negation = 0;
				break;
			case TOKEN_CLAUSE:
				scan->negation = 0;
				break;
			case TOKEN_NONE:
				return false;
		}
	}
	return true;
}
