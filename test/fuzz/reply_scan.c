/*
 * reply_scan.c
 *	  Fuzz target: what must hold of the codes found in any text.
 */
#undef NDEBUG
#include <assert.h>
#include <string.h>

#include "base/ascii.h"
#include "text/reply_scan.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_found(ScannedReply found, size_t length)
{
	assert(!found.has_reply || (found.reply >= 200 && found.reply <= REPLY_MAX));
	assert(!found.has_code || esc_is_valid(found.code));
	assert(found.text <= length);
	assert(found.text == 0 || found.has_reply || found.has_code);
}

/* The same text gives the same answer. */
static void
check_again(const char *text, size_t length, ScannedReply found)
{
	ScannedReply again = scan_reply(text, length);

	assert(again.has_reply == found.has_reply);
	assert(!found.has_reply || again.reply == found.reply);
	assert(again.has_code == found.has_code);
	assert(!found.has_code || again.code == found.code);
	assert(again.text == found.text);
}

/* The words lie within the text, and have no blank at either end. */
static void
check_words(const char *text, size_t length, ScannedReply found)
{
	const char *words = text + found.text;
	size_t		left = length - found.text;

	skip_to_words(&words, &left);
	assert(words >= text + found.text && words + left <= text + length);
	assert(left == 0 || (!is_blank(words[0]) && !is_blank(words[left - 1])));
}

/* The code that answers for the text is one of those that stand in it. */
static void
check_all_codes(const char *text, size_t length, ScannedReply found)
{
	CodeCursor	cursor = {text, length, 0};
	size_t		last = 0;
	bool		seen = false;
	int32_t		code;

	while (scan_next_code(&cursor, &code))
	{
		assert(esc_is_valid(code));
		assert(cursor.offset > last && cursor.offset <= length);
		last = cursor.offset;
		seen |= found.has_code && code == found.code;
	}
	assert(seen == found.has_code);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	ScannedReply found = scan_reply(text, size);

	check_found(found, size);
	check_again(text, size, found);
	check_words(text, size, found);
	check_all_codes(text, size, found);
	return 0;
}
