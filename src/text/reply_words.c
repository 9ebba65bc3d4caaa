/*
 * reply_words.c
 *	  Words that tell what a number near them is.
 */
#include "text/reply_words.h"

#include <string.h>

#include "base/ascii.h"

#define LONGEST_WORD	12
#define WORDS_OF_A_LENGTH 13

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
		{"a", WORD_LINK},
		{"s", WORD_SIDE},
		{"r", WORD_SIDE},
	},
	[2] = {
		{"id", WORD_MEASURE},
		{"me", WORD_ACCOUNT},
		{"an", WORD_LINK},
		{"is", WORD_LINK},
		{"rx", WORD_SIDE},
	},
	[3] = {
		{"pid", WORD_MEASURE},
		{"rev", WORD_PROGRAM},
		{"ver", WORD_PROGRAM},
		{"was", WORD_ACCOUNT | WORD_LINK},
	},
	[4] = {
		{"said", WORD_SAID},
		{"smtp", WORD_PROTOCOL},
		{"code", WORD_REASON},
		{"exim", WORD_PROGRAM},
		{"lmtp", WORD_PROTOCOL},
		{"port", WORD_MEASURE},
		{"says", WORD_SAID},
		{"sent", WORD_SENT},
		{"size", WORD_MEASURE},
		{"stat", WORD_REASON},
		{"with", WORD_ACCOUNT | WORD_LINK},
		{"line", WORD_MEASURE},
		{"recv", WORD_SIDE},
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
		{"count", WORD_MEASURE},
		{"total", WORD_MEASURE},
	},
	[6] = {
		{"amavis", WORD_PROGRAM},
		{"answer", WORD_SAID},
		{"clamav", WORD_PROGRAM},
		{"mailer", WORD_PROGRAM},
		{"reason", WORD_REASON},
		{"status", WORD_REASON},
		{"server", WORD_SIDE},
		{"client", WORD_SIDE},
		{"remote", WORD_SIDE},
		{"number", WORD_MEASURE},
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
		{"retcode", WORD_REASON},
	},
	[8] = {
		{"answered", WORD_SAID},
		{"deferred", WORD_ACCOUNT},
		{"exchange", WORD_PROGRAM},
		{"rejected", WORD_ACCOUNT},
		{"response", WORD_SAID | WORD_ANY_PROTOCOL},
		{"returned", WORD_REASON},
		{"revision", WORD_PROGRAM},
		{"sendmail", WORD_PROGRAM},
		{"received", WORD_SIDE},
	},
	[9] = {
		{"opensmtpd", WORD_PROGRAM},
		{"responded", WORD_SAID},
		{"errorcode", WORD_REASON},
		{"replycode", WORD_REASON},
	},
	[10] = {
		{"returncode", WORD_REASON},
		{"smtpstatus", WORD_REASON},
		{"statuscode", WORD_REASON},
	},
	[12] = {
		{"responsecode", WORD_REASON},
		{"spamassassin", WORD_PROGRAM},
	},
};

/*
 * Words that make the number after a colon or another mark a reply, wherever
 * they stand in its line, and those that do so with the colon directly behind
 * them, whatever follows the number.
 */
static const Word mail_words[LONGEST_WORD + 1][WORDS_OF_A_LENGTH] = {
	[3] = {
		{"got", WORD_MAIL | WORD_FAILURE},
	},
	[4] = {
		{"busy", WORD_MAIL | WORD_FAILURE},
		{"data", WORD_MAIL},
		{"helo", WORD_MAIL},
		{"ehlo", WORD_MAIL},
		{"lmtp", WORD_MAIL},
		{"mail", WORD_MAIL},
		{"rcpt", WORD_MAIL},
	},
	[5] = {
		{"email", WORD_MAIL},
		{"error", WORD_MAIL | WORD_FAILURE},
		{"login", WORD_MAIL},
	},
	[6] = {
		{"bounce", WORD_MAIL | WORD_FAILURE},
		{"denied", WORD_MAIL | WORD_FAILURE},
		{"errors", WORD_MAIL},
		{"failed", WORD_MAIL | WORD_FAILURE},
		{"mailer", WORD_MAIL},
		{"sender", WORD_MAIL},
	},
	[7] = {
		{"address", WORD_MAIL},
		{"bounced", WORD_MAIL | WORD_FAILURE},
		{"deliver", WORD_MAIL},
		{"failure", WORD_MAIL | WORD_FAILURE},
		{"invalid", WORD_MAIL},
		{"mailbox", WORD_MAIL},
		{"refused", WORD_MAIL | WORD_FAILURE},
	},
	[8] = {
		{"bouncing", WORD_MAIL},
		{"declined", WORD_MAIL | WORD_FAILURE},
		{"delivery", WORD_MAIL},
		{"greeting", WORD_MAIL},
		{"rejected", WORD_MAIL | WORD_FAILURE},
		{"response", WORD_MAIL},
	},
	[9] = {
		{"addresses", WORD_MAIL},
		{"delivered", WORD_MAIL},
		{"exception", WORD_MAIL | WORD_FAILURE},
		{"permanent", WORD_MAIL},
		{"recipient", WORD_MAIL},
		{"rejection", WORD_MAIL | WORD_FAILURE},
		{"responded", WORD_MAIL | WORD_FAILURE},
		{"temporary", WORD_MAIL},
		{"transient", WORD_MAIL},
	},
	[10] = {
		{"recipients", WORD_MAIL},
	},
	[11] = {
		{"undelivered", WORD_MAIL | WORD_FAILURE},
	},
};

/* What is counted: the number before it is no reply. */
static const Word units[LONGEST_WORD + 1][WORDS_OF_A_LENGTH] = {
	[2] = {{"ms", 1}},
	[3] = {{"EUR", 1}, {"USD", 1}, {"min", 1}, {"sec", 1}},
	[4] = {{"days", 1}, {"rows", 1}, {"secs", 1}},
	[5] = {{"bytes", 1}, {"files", 1}, {"hosts", 1}, {"hours", 1},
	{"items", 1}, {"lines", 1}, {"mails", 1}, {"times", 1}, {"users", 1}},
	[6] = {{"emails", 1}, {"errors", 1}, {"octets", 1}},
	[7] = {{"dollars", 1}, {"entries", 1}, {"minutes", 1}, {"percent", 1},
	{"retries", 1}, {"seconds", 1}},
	[8] = {{"attempts", 1}, {"messages", 1}, {"requests", 1}, {"sessions", 1}},
	[9] = {{"addresses", 1}, {"mailboxes", 1}},
	[10] = {{"characters", 1}, {"deliveries", 1}, {"recipients", 1}},
	[11] = {{"connections", 1}},
};

static int
find_word(const Word table[][WORDS_OF_A_LENGTH], const Word *word, size_t count)
{
	for (const Word *known = table[count];
		 known < table[count] + WORDS_OF_A_LENGTH && known->kinds != 0; known++)
	{
		if (memcmp(known->letters, word->letters, sizeof(word->letters)) == 0)
			return known->kinds;
	}
	return WORD_OTHER;
}

/* Write letters in lower case; there are LONGEST_WORD at most. */
static inline void
lower_letters(char *letters, const char *text, size_t count)
{
	for (size_t i = 0; i < count; i++)
		letters[i] = text[i] | ('a' ^ 'A');
}

/* How many letters are before the offset, or 0 if more than words have. */
static inline size_t
letters_before(const char *text, size_t offset)
{
	size_t		count = 0;

	while (count <= LONGEST_WORD && count < offset &&
		   is_letter(text[offset - count - 1]))
		count++;
	return count <= LONGEST_WORD ? count : 0;
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
	size_t		count = letters_before(text, offset);

	lower_letters(word.letters, text + offset - count, count);
	return find_word(words, &word, count);
}

/*
 * The length of the last word of a name in camel case, such as ResponseCode
 * and SMTPServerBusy, that ends before the offset; 0 if there is none such.
 */
static size_t
last_word_length(const char *text, size_t offset)
{
	size_t		count = 0;

	while (count < LONGEST_WORD && count < offset &&
		   text[offset - count - 1] >= 'a' && text[offset - count - 1] <= 'z')
		count++;
	if (count == 0 || count == LONGEST_WORD || count + 1 >= offset ||
		!is_letter(text[offset - count - 1]) ||
		!is_letter(text[offset - count - 2]))
		return 0;
	return count + 1;
}

/* The same of the last word of a name in camel case */
int
last_word_before(const char *text, size_t offset)
{
	Word		word = {0};
	size_t		count = last_word_length(text, offset);

	lower_letters(word.letters, text + offset - count, count);
	return find_word(words, &word, count);
}

/*
 * mail_word_before
 *		WORD_MAIL and WORD_FAILURE of the word that ends before the offset, or of
 *		the last word of a name in camel case.
 */
int
mail_word_before(const char *text, size_t offset)
{
	Word		word = {0};
	size_t		count = letters_before(text, offset);
	int			kinds;

	lower_letters(word.letters, text + offset - count, count);
	kinds = find_word(mail_words, &word, count);
	if (kinds != WORD_OTHER)
		return kinds;
	count = last_word_length(text, offset);
	memset(&word, 0, sizeof(word));
	lower_letters(word.letters, text + offset - count, count);
	return find_word(mail_words, &word, count);
}

/* Does a word of what is counted begin at the offset? */
bool
is_unit(const char *text, size_t length, size_t offset)
{
	Word		word = {0};
	size_t		count = 0;

	while (count <= LONGEST_WORD && offset + count < length &&
		   is_letter(text[offset + count]))
		count++;
	if (count > LONGEST_WORD)
		return false;
	memcpy(word.letters, text + offset, count);
	return find_word(units, &word, count) != 0;
}
