/*
 * words.c
 *	  How fast phrases are found, beside Hyperscan.
 *
 * usage: words DIAGNOSTICS ROUNDS
 *
 * Reads a file of diagnostics, one a line.  Each round finds all phrases in each
 * of them, then all ends of the same phrases as regular expressions, each written
 * in one way only; the medians of the rounds are printed.
 */
#include <ctype.h>
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/interrupt.h"
#include "words/phrase_match.h"

/* The phrases as "generate.pl --plain" prints them. */
#include "plain_phrases.h"

#define ROUNDS_MAX 100

typedef struct Line
{
	const char *text;
	size_t		length;
} Line;

static Line *lines;
static size_t line_count;
static size_t byte_count;

void
allow_interrupt(void)
{
}

static void
fail(const char *what)
{
	fprintf(stderr, "words: %s\n", what);
	exit(1);
}

static void
read_lines(const char *path)
{
	FILE	   *file = fopen(path, "r");
	char	   *text;
	long		size;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) <= 0)
		fail("cannot read the diagnostics");
	rewind(file);
	text = malloc((size_t) size + 1);
	if (fread(text, 1, (size_t) size, file) != (size_t) size)
		fail("cannot read the diagnostics");
	fclose(file);
	text[size] = '\0';
	lines = malloc((size_t) size * sizeof(Line));
	for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
	{
		lines[line_count] = (Line) {line, strlen(line)};
		byte_count += lines[line_count++].length;
	}
}

/* ----------------------------------------------------------------------------
 * The phrases as regular expressions
 * ----------------------------------------------------------------------------
 */

/*
 * The shortest way to write a phrase: the first alternative of each item, nothing
 * in brackets.  Hyperscan does not compile some hundreds of phrases with all their
 * alternatives within minutes.  So it has the easier task.
 */
static char *
as_expression(const char *phrase)
{
	char	   *expression = malloc(strlen(phrase) * 4 + 100);
	char	   *out = expression;
	const char *between = "";
	int			depth = 0;

	*out = '\0';
	for (const char *item = phrase; *item != '\0';)
	{
		size_t		size = strcspn(item, " ");

		depth += (item[0] == '[') - (item[0] == ']');
		if (depth == 0 && strncmp(item, "..", 2) == 0)
			between = "\\W+(?:\\w+\\W+){0,3}";
		else if (depth == 0 && item[0] != ']')
		{
			out += sprintf(out, "%s", between);
			for (const char *c = item; strchr("| ", *c) == NULL; c++)
				out += *c == '_' ? sprintf(out, "\\W+") : sprintf(out, "%c", *c);
			between = "\\W+";
		}
		item += size + (item[size] == ' ');
	}
	return expression;
}

static hs_database_t *
compile_expressions(void)
{
	static const char *expressions[PHRASE_COUNT];
	static unsigned flags[PHRASE_COUNT];
	static unsigned ids[PHRASE_COUNT];
	hs_database_t *database;
	hs_compile_error_t *error;
	size_t		size;

	for (unsigned i = 0; i < PHRASE_COUNT; i++)
	{
		expressions[i] = as_expression(plain_phrases[i]);
		flags[i] = HS_FLAG_CASELESS;
		ids[i] = i;
	}
	if (hs_compile_multi(expressions, flags, ids, PHRASE_COUNT, HS_MODE_BLOCK, NULL,
						 &database, &error) != HS_SUCCESS)
		fail(error->message);
	hs_database_size(database, &size);
	printf("Hyperscan's database takes %zu bytes, our tables %d\n", size, PHRASE_TABLE_BYTES);
	return database;
}

/* ----------------------------------------------------------------------------
 * Rounds
 * ----------------------------------------------------------------------------
 */

static double
now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
	return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static size_t
find_with_ours(void)
{
	size_t		found = 0;

	for (size_t i = 0; i < line_count; i++)
	{
		PhraseScan	scan;
		PhraseMatch match;

		phrase_scan_open(&scan, lines[i].text, lines[i].length, true);
		while (phrase_scan_next(&scan, &match))
			found++;
	}
	return found;
}

static size_t
read_words_only(void)
{
	size_t		found = 0;

	for (size_t i = 0; i < line_count; i++)
	{
		WordScan	scan;
		WordToken	token;

		word_scan_open(&scan, lines[i].text, lines[i].length, true);
		for (word_scan_next(&scan, &token); token.kind != TOKEN_NONE; word_scan_next(&scan, &token))
			found++;
	}
	return found;
}

static int
count_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags, void *found)
{
	(void) id;
	(void) from;
	(void) to;
	(void) flags;
	++*(size_t *) found;
	return 0;
}

static size_t
find_with_hyperscan(const hs_database_t *database, hs_scratch_t *scratch)
{
	size_t		found = 0;

	for (size_t i = 0; i < line_count; i++)
		hs_scan(database, lines[i].text, (unsigned) lines[i].length, 0, scratch, count_match, &found);
	return found;
}

static int
compare(const void *a, const void *b)
{
	double		left = *(const double *) a;
	double		right = *(const double *) b;

	return (left > right) - (left < right);
}

static double
median_speed(double *seconds, int rounds)
{
	qsort(seconds, (size_t) rounds, sizeof(double), compare);
	return (double) byte_count / seconds[rounds / 2] / 1e6;
}

int
main(int argc, char **argv)
{
	int			rounds = argc == 3 ? atoi(argv[2]) : 0;
	static double seconds[3][ROUNDS_MAX];
	size_t		found[3] = {0};
	hs_scratch_t *scratch = NULL;
	hs_database_t *database;

	if (rounds < 1 || rounds > ROUNDS_MAX)
		fail("usage: words DIAGNOSTICS ROUNDS");
	read_lines(argv[1]);
	database = compile_expressions();
	if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
		fail("no memory");
	for (int round = 0; round < rounds; round++)
	{
		double		times[4];

		times[0] = now();
		found[0] = find_with_ours();
		times[1] = now();
		found[1] = read_words_only();
		times[2] = now();
		found[2] = find_with_hyperscan(database, scratch);
		times[3] = now();
		for (int i = 0; i < 3; i++)
			seconds[i][round] = times[i + 1] - times[i];
	}
	printf("%zu diagnostics, %zu bytes, %d phrases, median of %d rounds\n", line_count, byte_count, PHRASE_COUNT, rounds);
	printf("phrases      %6.0f MB/s, %zu found\n", median_speed(seconds[0], rounds), found[0]);
	printf("words alone  %6.0f MB/s, %zu words\n", median_speed(seconds[1], rounds), found[1]);
	printf("Hyperscan    %6.0f MB/s, %zu ends found\n", median_speed(seconds[2], rounds), found[2]);
	return 0;
}
