/*
 * phrase_match.h
 *	  All phrases in a text, found in one pass.
 *
 * The text is read word by word.  Words that no phrase tells apart, such as the
 * alternatives of a class, are one symbol; words of no phrase are the symbol 0.
 * The phrases are an automaton that reads symbols.  With three phrases,
 *
 *		{mailbox} [is] full			A
 *		no such {mailbox}			B
 *		{mailbox} .. disabled		C
 *
 *	  symbols: {mailbox} 2, is 3, full 4, no 1, such 5, disabled 6
 *
 *	  root -2-> (1) -3-> (2) -4-> (A)		(1) and (2): also C may follow
 *			     |  \
 *			     4   *-> (3) -*-> (4) -*-> (5)
 *			     |		each of (1) to (5) -6-> (C), (2) -*-> (4)
 *			    (A)
 *	  root -1-> (6) -5-> (7) -2-> (B)
 *
 * `*' is any other word that is not a negation, of which `..' takes up to three.
 * States from which the same follows are one state, so the alternatives and the
 * optional words of phrases take little room.  There is one step at most for a
 * state and a symbol; symbol 0 is the step of `*':
 *
 *	  phrase_bases[state] + symbol
 *					|
 *	  phrase_steps: ... |state|next| ...	a step, if it is of this state
 *
 * The rows of all states lie in one table, each in the gaps of the others.  A row
 * has only what differs from the state that is its model, if it has one: behind
 * the last symbol there is a step to it.  Where the model has a step that the
 * state lacks, its own step leads to 0, which is nowhere.
 *
 * States are numbered so that the number tells what they are:
 *
 *	  1 ... PHRASE_LEAF_STATES ... PHRASE_ENDING_STATES ...
 *	  |--- a phrase ends here ---------------------|
 *							 |--- further words may lead on ---...
 *
 * Each word of the text may begin a phrase, and begins a thread: a state, and
 * where it began.  A symbol leads each thread to one state or ends it, and no
 * path through the automaton is longer than PHRASE_WORDS_MAX: so there are never
 * more threads than that.
 *
 * A sentence's end ends all threads.  A negation keeps phrases from beginning
 * within the next NEGATION_REACH words of its clause, unless a phrase that it is
 * part of has ended before them: "not blacklisted" is not blacklisted, but in
 * "user not found, mailbox disabled" the second half stands.
 *
 * Free of PostgreSQL; nothing is allocated.
 */
#ifndef SMTPCODE_PHRASE_MATCH_H
#define SMTPCODE_PHRASE_MATCH_H

#include "words/phrase.h"
#include "words/word_scan.h"

#define NEGATION_REACH 2

/* A phrase that has been found: the bytes from start to end. */
typedef struct PhraseMatch
{
	int			phrase;			/* its place in phrase_entries */
	size_t		start;
	size_t		end;
	int			words;			/* in the text, with those that `..' took */
} PhraseMatch;

/* A word that may have begun a phrase, and how far it is now. */
typedef struct PhraseThread
{
	uint16_t	state;
	size_t		start;			/* byte */
	size_t		first_word;		/* counted from 1 */
} PhraseThread;

typedef struct PhraseScan
{
	WordScan	words;
	size_t		word_count;		/* so far */
	size_t		negation;		/* the last in this clause; 0 if none */
	PhraseThread threads[PHRASE_WORDS_MAX]; /* from the earliest on */
	int			thread_count;
	/* those that end with the last word */
	PhraseThread ended[PHRASE_WORDS_MAX];
	int			ended_count;
	int			ended_next;		/* the next to report */
	const uint16_t *output;		/* its next phrase, or NULL */
	size_t		end;			/* of the last word */
} PhraseScan;

extern void phrase_scan_open(PhraseScan *scan, const char *text, size_t length,
							 bool is_utf8);
extern bool phrase_scan_next(PhraseScan *scan, PhraseMatch *match);

#endif							/* SMTPCODE_PHRASE_MATCH_H */
