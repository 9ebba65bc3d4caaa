/*
 * fingerprint.c
 *	  Fuzz target: what must hold of the fingerprint of any text.
 */
#undef NDEBUG
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "text/fingerprint.h"
#include "text/reply_scan.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The length of the UTF-8 character, or 0 if it is none. */
static size_t
character_length(const char *text, size_t length)
{
	unsigned char first = text[0];
	size_t		size = first < 0x80 ? 1 : first < 0xC0 ? 0 :
		first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF8 ? 4 : 0;

	if (size > length)
		return 0;
	for (size_t i = 1; i < size; i++)
	{
		if (((unsigned char) text[i] & 0xC0) != 0x80)
			return 0;
	}
	return size;
}

static bool
is_utf8(const char *text, size_t length)
{
	while (length > 0)
	{
		size_t		size = character_length(text, length);

		if (size == 0)
			return false;
		text += size;
		length -= size;
	}
	return true;
}

/* The fingerprint has the codes of the text, so that others are not equal. */
static void
check_codes(const char *text, size_t size, const char *print, size_t length)
{
	ScannedReply wanted = scan_reply(text, size);
	ScannedReply shown = scan_reply(print, length);

	assert(shown.has_reply == wanted.has_reply);
	assert(!shown.has_reply || shown.reply == wanted.reply);
	assert(shown.has_code == wanted.has_code);
	assert(!shown.has_code || shown.code == wanted.code);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	char		print[FINGERPRINT_MAX];
	char		again[FINGERPRINT_MAX];
	size_t		length = fingerprint_write(text, size, print);

	assert(length <= FINGERPRINT_MAX);
	assert(length == 0 || (!is_blank(print[0]) && !is_blank(print[length - 1])));

	/* a placeholder is longer than what it stands for by less than this */
	assert(length <= size * 4 + sizeof("599 5.999.999"));

	check_codes(text, size, print, length);

	/* no line break, no run of blanks */
	for (size_t i = 0; i < length; i++)
		assert(!is_blank(print[i]) || (print[i] == ' ' && print[i - 1] != ' '));

	/* the same text, the same fingerprint; and a fingerprint is its own */
	assert(fingerprint_write(text, size, again) == length);
	assert(memcmp(print, again, length) == 0);
	assert(fingerprint_write(print, length, again) == length);
	assert(memcmp(print, again, length) == 0);

	/* characters stay whole, but for the end of the longest fingerprint */
	if (length < FINGERPRINT_MAX && is_utf8(text, size))
		assert(is_utf8(print, length));
	return 0;
}
