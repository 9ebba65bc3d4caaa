/*
 * reply_scan.h
 *	  The reply code and the enhanced status code in the text of a reply, a
 *	  diagnostic or a log line.
 *
 * Free of PostgreSQL.  doc/extraction.md has the rules.
 */
#ifndef SMTPCODE_REPLY_SCAN_H
#define SMTPCODE_REPLY_SCAN_H

#include <stddef.h>

#include "code/code_value.h"

/* What a text says. */
typedef struct ScannedReply
{
	bool		has_reply;
	bool		has_code;
	int32_t		reply;
	int32_t		code;
	size_t		text;			/* where the words of the reply begin */
} ScannedReply;

/* Where the next code of a text is looked for. */
typedef struct CodeCursor
{
	const char *text;
	size_t		length;
	size_t		offset;
} CodeCursor;

extern ScannedReply scan_reply(const char *text, size_t length);
extern void skip_to_words(const char **text, size_t *length);
extern bool scan_next_code(CodeCursor *cursor, int32_t *code);
extern int32_t resolve_code(int32_t status, int32_t diagnostic);

#endif							/* SMTPCODE_REPLY_SCAN_H */
