/*
 * find.c
 *	  Are phrases found where they should be?  test/t/words.pl runs it.
 *
 * usage: find < CASES		prints the cases that fail, and how many there were
 *		  find --long MEGABYTES		texts of that size of all awkward kinds
 *
 * A case is a line: + or -, the number of a phrase, a blank, a text.  In the text
 * the byte 1 stands for a line break, 2 and 3 stand where the phrase begins and
 * ends.  With + it has to be found just there; with - it may not be found there,
 * nor anywhere if there are no 2 and 3.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/interrupt.h"
#include "words/phrase_match.h"

#define LINE_MAX_BYTES 65536

static size_t interrupts;

void
allow_interrupt(void)
{
	interrupts++;
}

/* The text of a case without its marks, and where these were. */
static size_t
read_text(char *text, size_t *start, size_t *end)
{
	size_t		length = 0;

	*start = *end = SIZE_MAX;
	for (const char *from = text; *from != '\0'; from++)
	{
		if (*from == '\2')
			*start = length;
		else if (*from == '\3')
			*end = length;
		else
			text[length++] = *from == '\1' ? '\n' : *from;
	}
	return length;
}

static bool
case_holds(char sign, int phrase, const char *text, size_t length, size_t start, size_t end)
{
	/* a copy of its size, so that valgrind and others see what is read behind */
	char	   *copy = malloc(length + 1);
	bool		found = false;
	PhraseScan	scan;
	PhraseMatch match;

	memcpy(copy, text, length);
	phrase_scan_open(&scan, copy, length, true);
	while (phrase_scan_next(&scan, &match))
	{
		if (match.phrase == phrase)
			found |= (start == SIZE_MAX || match.start == start) &&
				(end == SIZE_MAX || match.end == end);
	}
	free(copy);
	return found == (sign == '+');
}

static void
run_cases(void)
{
	static char line[LINE_MAX_BYTES];
	size_t		cases = 0;
	size_t		failed = 0;

	for (; fgets(line, sizeof(line), stdin) != NULL; cases++)
	{
		char	   *text;
		long		phrase = strtol(line + 1, &text, 10);
		size_t		start;
		size_t		end;
		size_t		length;

		text++;
		text[strcspn(text, "\n")] = '\0';
		length = read_text(text, &start, &end);
		if (!case_holds(line[0], (int) phrase, text, length, start, end) && ++failed <= 20)
			printf("%c %s: %.*s\n", line[0], phrase_entries[phrase].phrase, (int) length, text);
	}
	printf("%zu cases, %zu failed\n", cases, failed);
}

/* A text of one piece repeated; it has to be interruptible all the way. */
static void
run_long(const char *piece, size_t piece_length, size_t length, bool is_utf8)
{
	char	   *text = malloc(length);
	size_t		found = 0;
	PhraseScan	scan;
	PhraseMatch match;

	for (size_t i = 0; i < length; i++)
		text[i] = piece[i % piece_length];
	interrupts = 0;
	phrase_scan_open(&scan, text, length, is_utf8);
	while (phrase_scan_next(&scan, &match))
		found++;
	if (interrupts < length / 65536)
		printf("\"%.*s\": interruptible %zu times only\n", (int) piece_length, piece, interrupts);
	free(text);
}

static void
run_all_long(size_t length)
{
	static const char *const pieces[] = {
		" ", "a", "no ", "mailbox ", "no such ", "a.", "a-", "1.", "a@", "@", "a_", "/a", "/",
		"a/", "\"", "'", "a'", "\\", "\\n", ":", "a:", "::", "1:", "http://", "http://a.", ".", "!",
		"a!", "[", "a@[", "..a", "\xc3\xa9", "\xc3\xa9.", "\xcc\x81", "\xe9\x82\xae", "\xe9\x82\xae@", "\xe2\x80\x99a",
		"a b c d mailbox ", "1.1-a-", "user ", "\xff", "a\xff", "\xe3\x80\x82", "\xf0\x9f\x98\x80"
	};

	for (int byte = 0; byte < 256; byte++)
		run_long(&(char) {(char) byte}, 1, length / 16, byte % 2 == 0);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++)
	{
		run_long(pieces[i], strlen(pieces[i]), length, true);
		run_long(pieces[i], strlen(pieces[i]), length, false);
	}
	printf("done\n");
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--long") == 0)
		run_all_long((size_t) atol(argv[2]) << 20);
	else
		run_cases();
	return 0;
}
