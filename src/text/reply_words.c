/*
 * reply_words.c
 *	  Words that tell what the number behind them is.
 */
#include "text/reply_words.h"

#include <string.h>

#include "base/ascii.h"

#define LONGEST_WORD	12
#define WORDS_OF_A_LENGTH 10

/* The letters are padded with zero bytes, so as to be compared all at once. */
typedef struct Word
{
	char		letters[16];
	int			kinds;			/* of WordKind */
} Word;

/*
 * The words by their length, first those that are met most.  Those that name a
 * protocol are types of a Diagnostic-Code field (RFC 3464, section 2.3.6).
 */
static const Word words[LONGEST_WORD + 1][WORDS_OF_A_LENGTH] = {
	[1] = {
		{"v", WORD_PROGRAM},
	},
	[2] = {
		{"id", WORD_MEASURE},
		{"me", WORD_ACCOUNT},
	},
	[3] = {
		{"pid", WORD_MEASURE},
		{"rev", WORD_PROGRAM},
		{"ver", WORD_PROGRAM},
		{"was", WORD_ACCOUNT},
	},
	[4] = {
		{"said", WORD_SAID},
		{"smtp", WORD_PROTOCOL},
		{"code", WORD_REASON},
		{"exim", WORD_PROGRAM},
		{"lmtp", WORD_PROTOCOL},
		{"port", WORD_MEASURE},
		{"says", WORD_SAID},
		{"sent", WORD_SAID},
		{"size", WORD_MEASURE},
		{"stat", WORD_REASON},
	},
	[5] = {
		{"build", WORD_PROGRAM},
		{"bytes", WORD_MEASURE},
		{"delay", WORD_MEASURE},
		{"error", WORD_REASON},
		{"esmtp", WORD_PROTOCOL | WORD_PROGRAM},
		{"limit", WORD_MEASURE},
		{"qmail", WORD_PROGRAM},
		{"reply", WORD_SAID},
	},
	[6] = {
		{"amavis", WORD_PROGRAM},
		{"answer", WORD_SAID},
		{"clamav", WORD_PROGRAM},
		{"mailer", WORD_PROGRAM},
		{"reason", WORD_REASON},
		{"status", WORD_REASON},
	},
	[7] = {
		{"mdaemon", WORD_PROGRAM},
		{"postfix", WORD_PROGRAM},
		{"release", WORD_PROGRAM},
		{"replied", WORD_SAID},
		{"returns", WORD_REASON},
		{"seconds", WORD_MEASURE},
		{"timeout", WORD_MEASURE},
		{"version", WORD_PROGRAM},
	},
	[8] = {
		{"answered", WORD_SAID},
		{"deferred", WORD_ACCOUNT},
		{"exchange", WORD_PROGRAM},
		{"rejected", WORD_ACCOUNT},
		{"response", WORD_SAID},
		{"returned", WORD_REASON},
		{"revision", WORD_PROGRAM},
		{"sendmail", WORD_PROGRAM},
	},
	[9] = {
		{"opensmtpd", WORD_PROGRAM},
		{"responded", WORD_SAID},
	},
	[12] = {
		{"spamassassin", WORD_PROGRAM},
	},
};

/* Gather the letters before the offset in lower case; return how many. */
static size_t
letters_before(const char *text, size_t offset, char *letters)
{
	size_t		count = 0;

	while (count <= LONGEST_WORD && count < offset &&
		   is_letter(text[offset - count - 1]))
		count++;
	if (count > LONGEST_WORD)
		return 0;
	for (size_t i = 0; i < count; i++)
		letters[i] = text[offset - count + i] | ('a' ^ 'A');
	return count;
}

/*
 * word_before
 *		The kinds of the word that ends before the offset, in any letter case;
 *		WORD_OTHER if none ends there, or one that is not known.
 */
int
word_before(const char *text, size_t offset)
{
	Word		word = {0};
	size_t		count = letters_before(text, offset, word.letters);

	for (const Word *known = words[count];
		 known < words[count] + WORDS_OF_A_LENGTH && known->kinds != 0; known++)
	{
		if (memcmp(known->letters, word.letters, sizeof(word.letters)) == 0)
			return known->kinds;
	}
	return WORD_OTHER;
}
