/*
 * phrase.h
 *	  The phrases that tell why mail was refused, as phrases.tsv has them.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_PHRASE_H
#define SMTPCODE_PHRASE_H

#include "registry/registry.h"
#include "words/phrase_data.h"

/* Whom or what a phrase is about. */
typedef enum PhraseAbout
{
	ABOUT_RECIPIENT,
	ABOUT_SENDER,
	ABOUT_CLIENT,				/* the sending host: its address, its names */
	ABOUT_MESSAGE,
	ABOUT_RECEIVER,
	ABOUT_NETWORK,
	ABOUT_UNKNOWN
}			PhraseAbout;

/* A hint counts only where code and reply are generic. */
typedef enum PhraseStrength
{
	PHRASE_HINT,
	PHRASE_REASON
}			PhraseStrength;

#define NO_ACTION (-1)

typedef struct PhraseEntry
{
	const char *phrase;			/* in UTF-8 */
	const char *language;		/* ISO 639-1 */
	const char *source;
	CalendarDate reviewed;
	uint8_t		category;		/* BounceCategory */
	int8_t		action;			/* BounceAction, or NO_ACTION: the category's */
	uint8_t		about;			/* PhraseAbout */
	uint8_t		strength;		/* PhraseStrength */
	bool		dead_recipient;
	uint8_t		provider;		/* 0: anybody's */
	/* what it is confined to; nothing, if both counts are 0 */
	uint8_t		only_code_count;
	uint8_t		only_reply_count;
	const int64_t *only_codes;	/* patterns */
	const int16_t *only_replies;
} PhraseEntry;

extern const PhraseEntry phrase_entries[PHRASE_COUNT];

#endif							/* SMTPCODE_PHRASE_H */
