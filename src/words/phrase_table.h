/*
 * phrase_table.h
 *	  The tables that the matcher of phrases reads, made by generate.pl.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_PHRASE_TABLE_H
#define SMTPCODE_PHRASE_TABLE_H

#include <stdint.h>

#include "words/phrase_data.h"

/*
 * Words.  A word is folded and cut into numbers of eight bytes, the first byte
 * the lowest.  Its hash is a slot, which holds the place of the word, counted
 * from 1, or 0; if another word has the place, the next slot is looked at.
 */
extern const uint16_t phrase_short_slots[1 << PHRASE_SHORT_WORD_BITS];
extern const uint16_t phrase_short_symbols[];
extern const uint64_t phrase_short_words[][PHRASE_SHORT_WORD_MAX / 8];
extern const uint16_t phrase_long_slots[1 << PHRASE_LONG_WORD_BITS];
extern const uint16_t phrase_long_symbols[];
extern const uint64_t phrase_long_words[][PHRASE_LONG_WORD_MAX / 8];

/* Steps of the automaton, see phrase_match.h. */
typedef struct PhraseStep
{
	uint16_t	state;
	uint16_t	next;
} PhraseStep;

extern const uint16_t phrase_firsts[PHRASE_SYMBOL_COUNT];
extern const uint16_t phrase_bases[PHRASE_INNER_STATES];
extern const PhraseStep phrase_steps[PHRASE_STEP_COUNT];

/*
 * By state: the phrase that ends there, marked; or where in phrase_end_lists
 * there are several, the last of which is marked.
 */
#define LAST_PHRASE 0x8000
extern const uint16_t phrase_ends[PHRASE_ENDING_STATES + 1];
extern const uint16_t phrase_end_lists[];

/*
 * Letters that are not ASCII, by code point: one or two bytes without case and
 * accents.  What is no letter has a zero byte and its kind.
 */
extern const uint8_t letter_folds_1[][2];
extern const uint8_t letter_folds_2[][2];

/* The characters beyond those that are no letters, in ascending order. */
typedef struct CharacterRange
{
	uint32_t	first;
	uint32_t	last;
	uint32_t	kind;			/* CharacterKind */
} CharacterRange;

extern const CharacterRange character_ranges[];

#endif							/* SMTPCODE_PHRASE_TABLE_H */
