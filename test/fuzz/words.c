/*
 * words.c
 *	  Fuzz target: the phrases found in any text, beside those that a slow and
 *	  plain matcher finds, which tries each phrase at each word.
 */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "words/phrase_match.h"
#include "words/phrase_table.h"

/* The phrases as "generate.pl --plain" prints them. */
#include "plain_phrases.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is kept of a text: a longer one is compared as far as that. */
#define WORDS_MAX 512
#define MATCHES_MAX 65536

/* A word of the text, and what may begin with it. */
typedef struct PlainWord
{
	char		letters[256];	/* folded; empty if it is no word of a phrase */
	size_t		start;
	size_t		end;
	int			sentence;
	bool		negates;
	int			negation;		/* the place of one that reaches it, or -1 */
} PlainWord;

static PlainWord words[WORDS_MAX];
static int	word_count;
static int	sentence;			/* in which a phrase is looked for */
static PhraseMatch plain[MATCHES_MAX];
static int	plain_count;

/* ----------------------------------------------------------------------------
 * The plain matcher
 * ----------------------------------------------------------------------------
 */

/* Append what is left of a character; the text is valid UTF-8. */
static size_t
fold_character(const uint8_t *bytes, char *out)
{
	size_t		size = bytes[0] < 0x80 ? 1 : bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
	uint32_t	code = size == 1 ? bytes[0] :
		size == 2 ? (bytes[0] & 0x1Fu) << 6 | (bytes[1] & 0x3Fu) :
		(bytes[0] & 0xFu) << 12 | (bytes[1] & 0x3Fu) << 6 | (bytes[2] & 0x3Fu);
	const uint8_t *fold = size == 2 && code <= LETTER_BLOCK_1_LAST ?
		letter_folds_1[code - LETTER_BLOCK_1_FIRST] :
		size == 3 && code >= LETTER_BLOCK_2_FIRST && code <= LETTER_BLOCK_2_LAST ?
		letter_folds_2[code - LETTER_BLOCK_2_FIRST] : NULL;

	if (code == '\'')
		return 1;
	if (size == 3 && (code == 0x2018 || code == 0x2019 ||
					  (code >= 0x200b && code <= 0x200f) ||
					  (code >= 0x2060 && code <= 0x2064) ||
					  (code >= 0xfe00 && code <= 0xfe0f) || code == 0xfeff))
		return size;
	if (size == 1)
		strncat(out, &(char) {(char) (bytes[0] | 0x20)}, 1);
	else if (fold == NULL)
		strncat(out, (const char *) bytes, size);
	else if (fold[0] != 0)
		strncat(out, (const char *) fold, fold[1] == 0 ? 1 : 2);
	return size;
}

static bool
is_valid_utf8(const uint8_t *bytes, size_t length)
{
	size_t		at = 0;

	while (at < length)
	{
		size_t		size = bytes[at] < 0x80 ? 1 : bytes[at] < 0xC2 ? 0 :
			bytes[at] < 0xE0 ? 2 : bytes[at] < 0xF0 ? 3 : bytes[at] < 0xF5 ? 4 : 0;

		if (size == 0 || size > length - at)
			return false;
		for (size_t i = 1; i < size; i++)
		{
			if ((bytes[at + i] & 0xC0) != 0x80)
				return false;
		}
		at += size;
	}
	return true;
}

static void
fold_word(const char *text, bool is_utf8, PlainWord *word)
{
	const uint8_t *bytes = (const uint8_t *) text + word->start;
	size_t		length = word->end - word->start;
	bool		is_ascii = true;

	word->letters[0] = '\0';
	for (size_t i = 0; i < length; i++)
		is_ascii &= bytes[i] < 0x80;
	if (length > 100 || (!is_ascii && (!is_utf8 || !is_valid_utf8(bytes, length))))
		return;
	for (size_t at = 0; at < length;)
		at += fold_character(bytes + at, word->letters);
	if (strlen(word->letters) > PHRASE_LONG_WORD_MAX)
		word->letters[0] = '\0';
}

/* The words of a text, and which negation reaches each; clauses break it. */
static bool
read_words(const char *text, size_t length, bool is_utf8)
{
	WordScan	scan;
	WordToken	token;
	int			sentences = 0;
	int			clause_begin = 0;

	word_count = 0;
	word_scan_open(&scan, text, length, is_utf8);
	for (;;)
	{
		PlainWord  *word = &words[word_count];

		word_scan_next(&scan, &token);
		assert(token.start <= token.end && token.end <= length);
		if (token.kind == TOKEN_NONE)
			return true;
		if (token.kind != TOKEN_WORD)
		{
			sentences += token.kind == TOKEN_SENTENCE;
			clause_begin = word_count;
			continue;
		}
		assert(word_count == 0 || token.start >= word[-1].end);
		word->start = token.start;
		word->end = token.end;
		word->sentence = sentences;
		word->negates = false;
		word->negation = -1;
		fold_word(text, is_utf8, word);
		for (const char *const *negation = plain_negations; *negation != NULL; negation++)
			word->negates |= strcmp(*negation, word->letters) == 0;
		for (int i = word_count - NEGATION_REACH; i < word_count; i++)
		{
			if (i >= clause_begin && words[i].negates)
				word->negation = i;
		}
		if (++word_count == WORDS_MAX)
			return false;
	}
}

/* The end of an item of a phrase, in which brackets may be. */
static const char *
item_end(const char *item)
{
	if (*item == '[')
		return strstr(item, " ]") + 2;
	return item + strcspn(item, " ");
}

static void match_items(const char *items, const char *after, int at, bool ends[WORDS_MAX + 1]);

/* Go on behind a bracket: the items after it are those of the phrase. */
static void
match_next(const char *items, const char *after, int at, bool ends[WORDS_MAX + 1])
{
	items += *items == ' ';
	if (*items == ']')
	{
		items = after;
		after = "";
		items += *items == ' ';
	}
	if (*items == '\0')
		ends[at] = true;
	else
		match_items(items, after, at, ends);
}

/* Each alternative of an item that stands at a word. */
static void
match_words(const char *items, const char *after, int at, bool ends[WORDS_MAX + 1])
{
	const char *end = item_end(items);

	while (items < end)
	{
		size_t		size = strcspn(items, "| ");
		size_t		done = 0;
		int			word = at;

		while (done < size && word < word_count && words[word].sentence == sentence)
		{
			size_t		letters = strcspn(items + done, "_| ");

			if (strlen(words[word].letters) != letters ||
				memcmp(words[word].letters, items + done, letters) != 0)
				break;
			done += letters + 1;
			word++;
		}
		if (done == size + 1)
			match_next(end, after, word, ends);
		items += size + 1;
	}
}

/* Where items may end if they begin at a word. */
static void
match_items(const char *items, const char *after, int at, bool ends[WORDS_MAX + 1])
{
	if (*items == '[')
	{
		const char *end = item_end(items);

		match_next(items + 1, end, at, ends);
		match_next(end, after, at, ends);
	}
	else if (strncmp(items, "..", 2) == 0)
	{
		for (int i = at; i <= at + 3; i++)
		{
			match_next(items + 2, after, i, ends);
			if (i == word_count || words[i].negates || words[i].sentence != sentence)
				break;
		}
	}
	else if (at < word_count)
		match_words(items, after, at, ends);
}

/* All phrases from all words; what a negation may void is sorted out later. */
static void
find_plainly(void)
{
	plain_count = 0;
	for (int at = 0; at < word_count; at++)
	{
		sentence = words[at].sentence;
		for (int phrase = 0; plain_phrases[phrase] != NULL; phrase++)
		{
			bool		ends[WORDS_MAX + 1] = {false};

			match_items(plain_phrases[phrase], "", at, ends);
			for (int end = at + 1; end <= word_count; end++)
			{
				if (!ends[end])
					continue;
				assert(plain_count < MATCHES_MAX);
				plain[plain_count++] = (PhraseMatch) {phrase, (size_t) at, (size_t) end, end - at};
			}
		}
	}
}

static int
compare_ends(const void *a, const void *b)
{
	const PhraseMatch *left = a;
	const PhraseMatch *right = b;

	if (left->end != right->end)
		return left->end < right->end ? -1 : 1;
	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return left->phrase - right->phrase;
}

/*
 * Drop what a negation voids: one that reaches the beginning, and that was not
 * part of a phrase that ended before it.
 */
static void
drop_negated(void)
{
	static bool said[WORDS_MAX];	/* by negation: a phrase with it has ended */
	static bool begins[WORDS_MAX];	/* by word: may a phrase begin? */
	int			kept = 0;
	int			word = 0;

	memset(said, 0, sizeof(said));
	qsort(plain, (size_t) plain_count, sizeof(plain[0]), compare_ends);
	for (int i = 0; i <= plain_count; i++)
	{
		int			end = i < plain_count ? (int) plain[i].end : word_count;

		for (; word < end; word++)
			begins[word] = words[word].negation < 0 || said[words[word].negation];
		if (i == plain_count)
			break;
		if (!begins[plain[i].start])
			continue;
		plain[kept] = plain[i];
		kept++;
		/* the last negation of its words, if it is that of what follows */
		for (int n = (int) plain[i].start; n < (int) plain[i].end; n++)
			said[n] = true;
	}
	plain_count = kept;
}

/* ----------------------------------------------------------------------------
 * What must hold
 * ----------------------------------------------------------------------------
 */

static void
check_match(const PhraseMatch *match, const PhraseMatch *before, size_t length)
{
	assert(match->phrase >= 0 && match->phrase < PHRASE_COUNT);
	assert(match->start < match->end && match->end <= length);
	assert(match->words >= 1 && match->words <= PHRASE_WORDS_MAX);
	assert(before == NULL || before->end < match->end ||
		   (before->end == match->end && before->start <= match->start));
}

/* The matcher and the plain one find the same. */
static void
check_plainly(const char *text, size_t length, bool is_utf8)
{
	PhraseScan	scan;
	PhraseMatch match;
	int			found = 0;

	if (!read_words(text, length, is_utf8))
		return;
	find_plainly();
	drop_negated();
	phrase_scan_open(&scan, text, length, is_utf8);
	for (; phrase_scan_next(&scan, &match); found++)
	{
		assert(found < plain_count);
		assert(plain[found].phrase == match.phrase);
		assert(plain[found].words == match.words);
		assert(words[plain[found].start].start == match.start);
		assert(words[plain[found].end - 1].end == match.end);
	}
	assert(found == plain_count);
}

/* What was found is found in that part of the text alone. */
static void
check_alone(const char *text, const PhraseMatch *match, bool is_utf8)
{
	PhraseScan	scan;
	PhraseMatch again;
	bool		found = false;

	phrase_scan_open(&scan, text + match->start, match->end - match->start, is_utf8);
	while (phrase_scan_next(&scan, &again))
		found |= again.phrase == match->phrase && again.start == 0 &&
			again.end == match->end - match->start && again.words == match->words;
	assert(found);
}

/* Sentences before and after change nothing. */
static void
check_surrounded(const char *text, size_t length, bool is_utf8)
{
	static const char before[] = "No mailbox such as \xc3\xa9 is not. ";
	static const char after[] = " . full unknown";
	size_t		moved = sizeof(before) - 1;
	size_t		whole = moved + length + sizeof(after) - 1;
	char	   *longer = malloc(whole);
	PhraseScan	scan;
	PhraseScan	other;
	PhraseMatch match;
	PhraseMatch same;

	memcpy(longer, before, moved);
	memcpy(longer + moved, text, length);
	memcpy(longer + moved + length, after, sizeof(after) - 1);
	phrase_scan_open(&scan, text, length, is_utf8);
	phrase_scan_open(&other, longer, whole, is_utf8);
	while (phrase_scan_next(&scan, &match))
	{
		do
			assert(phrase_scan_next(&other, &same));
		while (same.start < moved);
		assert(same.phrase == match.phrase && same.words == match.words);
		assert(same.start == match.start + moved && same.end == match.end + moved);
	}
	free(longer);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	bool		is_utf8 = size == 0 || data[0] % 4 != 3;
	size_t		length = size == 0 ? 0 : size - 1;
	char	   *text = malloc(length + 1);
	PhraseScan	scan;
	PhraseMatch match;
	PhraseMatch before;
	int			count = 0;

	/* a copy without a byte behind it, so that none is read there */
	text = realloc(text, length > 0 ? length : 1);
	if (length > 0)
		memcpy(text, data + 1, length);
	phrase_scan_open(&scan, text, length, is_utf8);
	while (phrase_scan_next(&scan, &match))
	{
		check_match(&match, count++ > 0 ? &before : NULL, length);
		check_alone(text, &match, is_utf8);
		before = match;
	}
	check_plainly(text, length, is_utf8);
	check_surrounded(text, length, is_utf8);
	free(text);
	return 0;
}
