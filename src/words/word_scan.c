/*
 * word_scan.c
 *	  The words of a text, and where its clauses and sentences end.
 *
 * Every byte is looked at a bounded number of times: a function that looks ahead
 * either passes what it has looked at, or notes how far it has looked, or looks
 * at a bounded number of bytes.
 */
#include "words/word_scan.h"

#include <string.h>

#include "base/ascii.h"
#include "base/interrupt.h"
#include "base/sixteen.h"
#include "text/number_scan.h"
#include "words/phrase_table.h"

/* How many bytes may be read between two calls of allow_interrupt(). */
#define INTERRUPT_BYTES 32768

/* The most bytes of an IPv6 address, and of a quoted local part. */
#define IPV6_MAX 45
#define QUOTED_MAX 66

/* What a byte is to the scan. */
typedef enum ByteKind
{
	BYTE_BREAK,					/* a blank, a bracket: no address, no name has
								 * it */
	BYTE_WORD,					/* a letter or a digit */
	BYTE_HIGH,					/* of a character that is not ASCII */
	BYTE_MARK,					/* other than these an address may have it */
	BYTE_APOSTROPHE,
	BYTE_AT,
	BYTE_SLASH,
	BYTE_BACKSLASH,
	BYTE_QUOTE,
	BYTE_COMMA,
	/* from here on: ends a word if a blank follows */
	BYTE_PERIOD,
	BYTE_EXCLAMATION,			/* or a question mark */
	BYTE_COLON,
	BYTE_SEMICOLON
} ByteKind;

static const uint8_t byte_kinds[256] = {
	['0'...'9'] = BYTE_WORD,
	['A'...'Z'] = BYTE_WORD,
	['a'...'z'] = BYTE_WORD,
	[(0x80)...(0xff)] = BYTE_HIGH,
	['#'] = BYTE_MARK,
	['$'] = BYTE_MARK,
	['%'] = BYTE_MARK,
	['&'] = BYTE_MARK,
	['*'] = BYTE_MARK,
	['+'] = BYTE_MARK,
	['-'] = BYTE_MARK,
	['='] = BYTE_MARK,
	['^'] = BYTE_MARK,
	['_'] = BYTE_MARK,
	['~'] = BYTE_MARK,
	['\''] = BYTE_APOSTROPHE,
	['.'] = BYTE_PERIOD,
	['!'] = BYTE_EXCLAMATION,
	['?'] = BYTE_EXCLAMATION,
	['@'] = BYTE_AT,
	['/'] = BYTE_SLASH,
	['\\'] = BYTE_BACKSLASH,
	['"'] = BYTE_QUOTE,
	[','] = BYTE_COMMA,
	[':'] = BYTE_COLON,
	[';'] = BYTE_SEMICOLON
};

/* Where a byte may be found. */
#define IN_WORD 1
#define IN_LOCAL_PART 2			/* of an address */
#define IN_NUMBER 4				/* or in an IPv4 address, or a code */

static const uint8_t byte_properties[256] = {
	['0'...'9'] = IN_WORD | IN_LOCAL_PART | IN_NUMBER,
	['A'...'Z'] = IN_WORD | IN_LOCAL_PART,
	['a'...'z'] = IN_WORD | IN_LOCAL_PART,
	['!'] = IN_LOCAL_PART,
	['#'...'\''] = IN_LOCAL_PART,
	['*'...'+'] = IN_LOCAL_PART,
	['-'...'.'] = IN_LOCAL_PART | IN_NUMBER,
	['/'] = IN_LOCAL_PART,
	['='] = IN_LOCAL_PART,
	['?'] = IN_LOCAL_PART,
	['^'...'_'] = IN_LOCAL_PART,
	['~'] = IN_LOCAL_PART
};

/* The last code point of Unicode */
#define LAST_CODE_POINT 0x10FFFF

/* A character of a text, or a byte that is none. */
typedef struct Character
{
	CharacterKind kind;
	size_t		size;			/* bytes in the text */
	uint8_t		fold[4];		/* of a letter, or an ideograph */
	int			fold_size;		/* 0: no phrase has it */
} Character;

/* What has become of the word at an offset. */
typedef enum WordFate
{
	WORD_UNDECIDED,
	WORD_PASSED,
	WORD_READ
} WordFate;

/* A word without case and accents. */
typedef struct FoldedWord
{
	uint8_t		bytes[PHRASE_LONG_WORD_MAX];	/* filled up with zeroes */
	size_t		size;
	bool		unknown;		/* longer than any that a phrase has, or with
								 * a character that none has */
	bool		is_number;
} FoldedWord;

static inline ByteKind
kind_at(const WordScan *scan, size_t at)
{
	return at < scan->length ? byte_kinds[(uint8_t) scan->text[at]] : BYTE_BREAK;
}

static inline char
char_at(const WordScan *scan, size_t at)
{
	return byte_at(scan->text, scan->length, at);
}

/* To be called by each loop over bytes. */
static inline void
interrupt_at(WordScan *scan, size_t at)
{
	if (at >= scan->interrupt_at)
	{
		allow_interrupt();
		scan->interrupt_at = at + INTERRUPT_BYTES;
	}
}

void
word_scan_open(WordScan *scan, const char *text, size_t length, bool is_utf8)
{
	*scan = (WordScan)
	{
		.text = text, .length = length,.is_utf8 = is_utf8,
			.interrupt_at = INTERRUPT_BYTES
	};
}

/* ----------------------------------------------------------------------------
 * Characters
 * ----------------------------------------------------------------------------
 */

/*
 * The code point of the UTF-8 character at the offset, or 0 if it is none.  So
 * is one that is written in more bytes than it takes, or is beyond the last.
 */
static uint32_t
code_point(const WordScan *scan, size_t at, size_t *size)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	const uint8_t *bytes = (const uint8_t *) scan->text + at;
	uint8_t		first = bytes[0];
	size_t		more = (first >= 0xC2) + (first >= 0xE0) + (first >= 0xF0);
	uint32_t	code = first & (0x3F >> more);

	if (more == 0 || first > 0xF4 || more >= scan->length - at)
		return 0;
	for (size_t i = 1; i <= more; i++)
	{
		if ((bytes[i] & 0xC0) != 0x80)
			return 0;
		code = code << 6 | (bytes[i] & 0x3F);
	}
	if (code < least[more] || code > LAST_CODE_POINT)
		return 0;
	*size = more + 1;
	return code;
}

/* What the tables say of a letter of one of the blocks. */
static void
look_up_letter(Character *character, const uint8_t fold[2])
{
	if (fold[0] == 0)
	{
		character->kind = fold[1];
		return;
	}
	character->kind = CHARACTER_LETTER;
	memcpy(character->fold, fold, 2);
	character->fold_size = fold[1] == 0 ? 1 : 2;
}

/* The character at the offset, the byte of which is not ASCII. */
static void
read_character(const WordScan *scan, size_t at, Character *character)
{
	const CharacterRange *range = character_ranges;
	uint32_t	code;

	*character = (Character)
	{
		.kind = CHARACTER_LETTER, .size = 1
	};
	code = scan->is_utf8 ? code_point(scan, at, &character->size) : 0;
	if (code == 0)
		return;
	if (code <= LETTER_BLOCK_1_LAST)
	{
		look_up_letter(character, letter_folds_1[code - LETTER_BLOCK_1_FIRST]);
		return;
	}
	if (code >= LETTER_BLOCK_2_FIRST && code <= LETTER_BLOCK_2_LAST)
	{
		look_up_letter(character, letter_folds_2[code - LETTER_BLOCK_2_FIRST]);
		return;
	}
	while (code > range->last)
		range++;
	if (code >= range->first)
		character->kind = range->kind;
	memcpy(character->fold, scan->text + at, character->size);
	character->fold_size = (int) character->size;
}

/* The size of the letter that is not ASCII at the offset, or 0. */
static size_t
high_letter(const WordScan *scan, size_t at)
{
	Character	character;

	read_character(scan, at, &character);
	return character.kind == CHARACTER_LETTER ||
		character.kind == CHARACTER_DROPPED ? character.size : 0;
}

/* The size of the letter or the digit at the offset, or 0. */
static size_t
word_character(const WordScan *scan, size_t at)
{
	switch (kind_at(scan, at))
	{
		case BYTE_WORD:
			return 1;
		case BYTE_HIGH:
			return high_letter(scan, at);
		default:
			return 0;
	}
}

/* ----------------------------------------------------------------------------
 * What stands between words without being one
 * ----------------------------------------------------------------------------
 */

/* The two bytes of a line break that was written as \n. */
static inline bool
is_written_break(const WordScan *scan, size_t at)
{
	char		next = char_at(scan, at + 1);

	return char_at(scan, at) == '\\' &&
		(next == 'n' || next == 'r' || next == 't');
}

/* Is there a blank, or the end of the text? */
static inline bool
is_gap(const WordScan *scan, size_t at)
{
	return at >= scan->length || is_blank(scan->text[at]) ||
		is_written_break(scan, at);
}

/*
 * The end of the run at the offset of ASCII bytes with a property, and of letters
 * that are not ASCII.
 */
static inline size_t
run_end(WordScan *scan, size_t at, uint8_t property)
{
	const uint8_t *text = (const uint8_t *) scan->text;

	for (;;)
	{
		size_t		size;
		size_t		stop = scan->length;

		if (stop - at > INTERRUPT_BYTES)
			stop = at + INTERRUPT_BYTES;
		while (at < stop && (byte_properties[text[at]] & property) != 0)
			at++;
		interrupt_at(scan, at);
		if (at == scan->length)
			return at;
		if (text[at] >= 0x80)
		{
			size = high_letter(scan, at);
			if (size == 0)
				return at;
			at += size;
		}
		else if (at < stop)
			return at;
	}
}

/* The end of what is shaped like a host name, and its last inner period or 0. */
static inline size_t
host_end(WordScan *scan, size_t at, size_t *last_period)
{
	for (;;)
	{
		char		c;

		at = run_end(scan, at, IN_WORD);
		c = char_at(scan, at);
		if ((c != '.' && c != '-') || word_character(scan, at + 1) == 0)
			return at;
		if (c == '.')
			*last_period = at;
		at++;
	}
}

/* The end of the address literal at the offset, such as [192.0.2.1]. */
static size_t
literal_end(const WordScan *scan, size_t at)
{
	size_t		end = at + 1;

	while (end - at < IPV6_MAX + sizeof("[IPv6:]") &&
		   (kind_at(scan, end) == BYTE_WORD ||
			char_at(scan, end) == '.' || char_at(scan, end) == ':'))
		end++;
	return char_at(scan, end) == ']' ? end + 1 : at;
}

/* The end of the domain of an address. */
static size_t
domain_end(WordScan *scan, size_t at)
{
	size_t		last_period = 0;

	return char_at(scan, at) == '[' ?
		literal_end(scan, at) : host_end(scan, at, &last_period);
}

/* The end of the address at the offset; 0 if there is none. */
static size_t
address_end(WordScan *scan, size_t at)
{
	size_t		end;

	if (at < scan->no_address_until)
		return 0;
	end = run_end(scan, at, IN_LOCAL_PART);
	if (char_at(scan, end) == '@')
		return domain_end(scan, end + 1);
	scan->no_address_until = end;
	return 0;
}

/* The end of the address with a local part in quotes at the offset, or 0. */
static size_t
quoted_address_end(WordScan *scan, size_t at)
{
	size_t		end = at + 1;

	while (end < scan->length && end - at < QUOTED_MAX && scan->text[end] != '"' &&
		   !is_line_end(scan->text[end]))
		end++;
	if (char_at(scan, end) != '"' || char_at(scan, end + 1) != '@')
		return 0;
	return domain_end(scan, end + 2);
}

/* Does a byte end a URL, whatever it is within? */
static inline bool
ends_url(char c)
{
	return c == '\0' || strchr("<>\"`{}()[]|\\", c) != NULL;
}

/* Is it what may follow a URL, rather than its last byte? */
static inline bool
is_punctuation(ByteKind kind)
{
	return kind == BYTE_PERIOD || kind == BYTE_EXCLAMATION ||
		kind == BYTE_COMMA || kind == BYTE_COLON || kind == BYTE_SEMICOLON ||
		kind == BYTE_APOSTROPHE;
}

/* The end of the URL of which a slash stands before the offset. */
static size_t
url_end(WordScan *scan, size_t at)
{
	while (!is_gap(scan, at) && !ends_url(scan->text[at]))
	{
		size_t		size = 1;

		interrupt_at(scan, at);
		if (kind_at(scan, at) == BYTE_HIGH)
			size = high_letter(scan, at);
		if (size == 0)
			break;
		at += size;
	}
	while (is_punctuation(kind_at(scan, at - 1)))
		at--;
	return at;
}

/* The size of what a path may have at the offset, or 0. */
static size_t
path_character(const WordScan *scan, size_t at)
{
	char		c = char_at(scan, at);

	return c == '/' || c == '.' || c == '-' || c == '_' || c == '~' || c == '+' ?
		1 : word_character(scan, at);
}

/* The end of the path at the offset, which has two slashes at least; or 0. */
static size_t
path_end(WordScan *scan, size_t at)
{
	size_t		end = at + 1;
	size_t		size;
	int			slashes = 1;

	if ((at > 0 && byte_kinds[(uint8_t) scan->text[at - 1]] != BYTE_BREAK) ||
		word_character(scan, end) == 0)
		return 0;
	while ((size = path_character(scan, end)) > 0)
	{
		interrupt_at(scan, end);
		slashes += scan->text[end] == '/';
		end += size;
	}
	if (slashes < 2)
		return 0;
	while (char_at(scan, end - 1) == '.')
		end--;
	return end;
}

/*
 * The end of the IPv6 address at the offset, or of what is as easily passed
 * over, such as a time; or 0.
 */
static size_t
ipv6_end(const WordScan *scan, size_t at)
{
	size_t		end = at;
	int			colons = 0;
	int			digits = 0;

	for (; end - at <= IPV6_MAX; end++)
	{
		char		c = char_at(scan, end);

		if (c == ':')
			colons++;
		else if (is_digit(c))
			digits++;
		else if (hex_value(c) < 0 && c != '.')
			break;
	}
	if (colons < 2 || digits == 0 || word_character(scan, end) > 0)
		return 0;
	while (char_at(scan, end - 1) == '.' || char_at(scan, end - 1) == ':')
		end--;
	return end > at ? end : 0;
}

/*
 * The end of the host, the file, the IPv4 address or the code at the offset: of
 * what has a period between letters or digits; 0 if there is none.  A word may
 * stand right behind digits: 5.1.1-User.
 */
static size_t
name_end(WordScan *scan, size_t at)
{
	size_t		last_period = 0;
	size_t		first_letter = at;
	size_t		end;

	if (at < scan->no_name_until)
		return 0;
	end = host_end(scan, at, &last_period);
	if (last_period == 0)
	{
		scan->no_name_until = end;
		return 0;
	}
	while (first_letter < end &&
		   (byte_properties[(uint8_t) scan->text[first_letter]] & IN_NUMBER) != 0)
	{
		interrupt_at(scan, first_letter);
		first_letter++;
	}
	if (first_letter > last_period)
		return first_letter;
	return char_at(scan, end) == '/' ? url_end(scan, end + 1) : end;
}

/* ----------------------------------------------------------------------------
 * Words
 * ----------------------------------------------------------------------------
 */

/* The hash of the first sixteen bytes of a word. */
static inline uint64_t
hash_short(const uint64_t *eights)
{
	return eights[0] * PHRASE_MULTIPLIER_1 + eights[1] * PHRASE_MULTIPLIER_2;
}

/* The symbol of a word of at most sixteen bytes, 0 for one that no phrase has. */
static inline int
look_up_short(const uint64_t *eights)
{
	uint64_t	hash = hash_short(eights);
	unsigned	slot = (unsigned) (hash >> (64 - PHRASE_SHORT_WORD_BITS));
	int			place;

	while ((place = phrase_short_slots[slot]) != 0)
	{
		if (phrase_short_words[place][0] == eights[0] &&
			phrase_short_words[place][1] == eights[1])
			break;
		slot = (slot + 1) % (1 << PHRASE_SHORT_WORD_BITS);
	}
	return phrase_short_symbols[place];
}

/* The same of a longer one. */
static int
look_up_long(const uint64_t *eights)
{
	uint64_t	hash = hash_short(eights);
	unsigned	slot;
	int			place;

	hash += eights[2] * PHRASE_MULTIPLIER_3 + eights[3] * PHRASE_MULTIPLIER_4;
	slot = (unsigned) (hash >> (64 - PHRASE_LONG_WORD_BITS));
	while ((place = phrase_long_slots[slot]) != 0)
	{
		if (memcmp(phrase_long_words[place], eights, PHRASE_LONG_WORD_MAX) == 0)
			break;
		slot = (slot + 1) % (1 << PHRASE_LONG_WORD_BITS);
	}
	return phrase_long_symbols[place];
}

/* The symbol of a word that is read byte by byte. */
static int
look_up(const FoldedWord *word)
{
	uint64_t	eights[PHRASE_LONG_WORD_MAX / 8];

	if (word->unknown)
		return 0;
	memcpy(eights, word->bytes, sizeof(eights));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	for (size_t i = 0; i < PHRASE_LONG_WORD_MAX / 8; i++)
		eights[i] = __builtin_bswap64(eights[i]);
#endif
	return word->size <= PHRASE_SHORT_WORD_MAX ?
		look_up_short(eights) : look_up_long(eights);
}

static inline void
append_byte(FoldedWord *word, uint8_t byte)
{
	if (word->size < PHRASE_LONG_WORD_MAX)
		word->bytes[word->size++] = byte;
	else
		word->unknown = true;
}

/*
 * Take in the character at the offset, if it goes on with the word.  Returns its
 * size, or 0 if the word ends before it.
 */
static size_t
append_character(const WordScan *scan, size_t at, FoldedWord *word)
{
	Character	character;

	switch (kind_at(scan, at))
	{
		case BYTE_WORD:
			append_byte(word, (uint8_t) (scan->text[at] | 0x20));
			word->is_number &= is_digit(scan->text[at]);
			return 1;
		case BYTE_APOSTROPHE:
			return word_character(scan, at + 1) > 0 ? 1 : 0;
		case BYTE_HIGH:
			break;
		default:
			return 0;
	}
	read_character(scan, at, &character);
	switch (character.kind)
	{
		case CHARACTER_LETTER:
			word->is_number = false;
			word->unknown |= character.fold_size == 0;
			for (int i = 0; i < character.fold_size; i++)
				append_byte(word, character.fold[i]);
			return character.size;
		case CHARACTER_DROPPED:
			return character.size;
		case CHARACTER_APOSTROPHE:
			return word_character(scan, at + character.size) > 0 ? character.size : 0;
		default:
			return 0;
	}
}

/* Read the word at the offset, which begins with a letter or a digit. */
static bool
read_word(WordScan *scan, WordToken *token)
{
	FoldedWord	word = {.is_number = true};
	size_t		at = scan->at;
	size_t		size;

	token->start = at;
	while ((size = append_character(scan, at, &word)) > 0)
	{
		at += size;
		interrupt_at(scan, at);
	}
	token->kind = TOKEN_WORD;
	token->end = at;
	scan->at = at;
	if (word.is_number)
		return false;
	token->symbol = (uint16_t) look_up(&word);
	return true;
}

/* ----------------------------------------------------------------------------
 * Sixty-four bytes at once
 *
 * Most words and addresses are found by the bits of a window, without a loop over
 * their bytes.  What the window does not decide is read byte by byte.
 * ----------------------------------------------------------------------------
 */

#define WINDOW_BYTES 64

/* How much of a window has to be ahead of what begins in it. */
#define WINDOW_AHEAD 32

/* What follows from the kinds of sixteen bytes. */
static inline void
look_at_sixteen(ByteWindow *window, const char *text, int shift, uint64_t *blanks,
				uint64_t *stops, uint64_t *joints)
{
	Bytes		bytes;
	Bytes		letters;
	Bytes		digits;
	Bytes		blank;
	Bytes		period;
	Bytes		bracket;
	Bytes		local_part;
	Bytes		marks;

	memcpy(&bytes, text, sizeof(Bytes));
	letters = BYTES_BETWEEN(bytes | 0x20, 'a', 'z');
	digits = BYTES_BETWEEN(bytes, '0', '9');
	blank = (Bytes) (bytes == ' ') | BYTES_BETWEEN(bytes, '\t', '\r');
	period = (Bytes) (bytes == '.');
	bracket = BYTES_BETWEEN(bytes, 0, ' ') | BYTES_BETWEEN(bytes, '(', ')') |
		BYTES_BETWEEN(bytes, '{', '}') | (Bytes) (bytes == '`') |
		(Bytes) (bytes == '<') | (Bytes) (bytes == '>') |
		(Bytes) (bytes == '[') | (Bytes) (bytes == ']') |
		(Bytes) (bytes == 0x7f);
	local_part = letters | digits | BYTES_BETWEEN(bytes, '#', '\'') |
		BYTES_BETWEEN(bytes, '*', '+') | BYTES_BETWEEN(bytes, '-', '/') |
		BYTES_BETWEEN(bytes, '^', '_') | (Bytes) (bytes == '!') |
		(Bytes) (bytes == '=') | (Bytes) (bytes == '?') | (Bytes) (bytes == '~');

	window->breaks |= mark_bits(&bracket) << shift;
	window->local_part |= mark_bits(&local_part) << shift;
	window->digits |= mark_bits(&digits) << shift;
	window->periods |= mark_bits(&period) << shift;
	*blanks |= mark_bits(&blank) << shift;
	marks = letters | digits;
	window->word |= mark_bits(&marks) << shift;
	marks = (Bytes) (bytes >= 0x80);
	window->high |= mark_bits(&marks) << shift;
	marks = (Bytes) (bytes == '.') | (Bytes) (bytes == '!') | (Bytes) (bytes == '?') |
		BYTES_BETWEEN(bytes, ':', ';');
	*stops |= mark_bits(&marks) << shift;
	marks = BYTES_BETWEEN(bytes, '-', '.');
	*joints |= mark_bits(&marks) << shift;
	marks = (Bytes) (bytes == ',') | (Bytes) (bytes == '"');
	window->ends_word |= mark_bits(&marks) << shift;
}

/* Move the window to where the scan is. */
static void
move_window(WordScan *scan)
{
	ByteWindow *window = &scan->window;
	const char *text = scan->text + scan->at;
	size_t		left = scan->length - scan->at;
	char		end[WINDOW_BYTES];
	uint64_t	blanks = 0;
	uint64_t	stops = 0;
	uint64_t	joints = 0;

	*window = (ByteWindow)
	{
		.begin = scan->at, .until = scan->at + WINDOW_BYTES - WINDOW_AHEAD
	};
	if (left < WINDOW_BYTES)
	{
		memset(end, ' ', sizeof(end));
		memcpy(end, text, left);
		text = end;
	}
	for (int shift = 0; shift < WINDOW_BYTES; shift += sizeof(Bytes))
		look_at_sixteen(window, text + shift, shift, &blanks, &stops, &joints);
	window->ends_word |= window->breaks | (stops & blanks >> 1);
	window->name = window->word | (joints & window->word >> 1);
}

/* How many bits are set from a place in the window on, up to 63. */
static inline size_t
bits_from(uint64_t bits, size_t place)
{
	uint64_t	clear = ~(bits >> place) | UINT64_C(1) << (WINDOW_BYTES - 1);

	return (size_t) __builtin_ctzll(clear);
}

static inline bool
bit_at(uint64_t bits, size_t place)
{
	return (bits >> place & 1) != 0;
}

/* Sixteen bytes, of which a vector has those before n if read from 16 - n on. */
static const uint8_t kept_bytes[32] = {
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff
};

/* The symbol of a word of up to sixteen ASCII letters and digits. */
static inline int
look_up_ascii(const WordScan *scan, size_t at, size_t size)
{
	Bytes		bytes = {0};
	Bytes		kept;
	uint64_t	eights[2];

	if (scan->length - at >= sizeof(Bytes))
		memcpy(&bytes, scan->text + at, sizeof(Bytes));
	else
		memcpy(&bytes, scan->text + at, scan->length - at);
	memcpy(&kept, kept_bytes + sizeof(Bytes) - size, sizeof(Bytes));
	bytes = (bytes | 0x20) & kept;
	memcpy(eights, &bytes, sizeof(eights));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	eights[0] = __builtin_bswap64(eights[0]);
	eights[1] = __builtin_bswap64(eights[1]);
#endif
	return look_up_short(eights);
}

/* Pass the address or the name at a place of the window, if it decides that. */
static inline WordFate
pass_in_window(WordScan *scan, size_t place)
{
	const ByteWindow *window = &scan->window;
	size_t		address = place + bits_from(window->local_part, place);
	size_t		end = place + bits_from(window->name, place);
	uint64_t	inside = (UINT64_C(1) << (end - place)) - 1;
	uint64_t	periods = window->periods >> place & inside;
	uint64_t	others;

	if (address >= WINDOW_BYTES - 1 || bit_at(window->high, address) ||
		char_at(scan, window->begin + address) == '@' ||
		char_at(scan, window->begin + end) == '/' || periods == 0)
		return WORD_UNDECIDED;
	others = ~(window->digits | (window->name & ~window->word)) >> place & inside;
	/* a word right behind a number */
	if (others != 0 && periods < (others & -others))
		end = place + (size_t) __builtin_ctzll(others);
	scan->at = window->begin + end;
	return WORD_PASSED;
}

/*
 * Read what is at the offset, a letter or a digit, if the window decides it: a
 * word of up to sixteen bytes that ends for sure, a number, a host.
 */
static inline WordFate
read_in_window(WordScan *scan, WordToken *token)
{
	const ByteWindow *window = &scan->window;
	size_t		place = scan->at - window->begin;
	size_t		size = bits_from(window->word, place);
	size_t		at = scan->at;

	if (size > PHRASE_SHORT_WORD_MAX)
		return WORD_UNDECIDED;
	if (!bit_at(window->ends_word, place + size))
		return pass_in_window(scan, place);
	scan->at = at + size;
	if (bits_from(window->digits, place) >= size)
		return WORD_PASSED;
	token->kind = TOKEN_WORD;
	token->symbol = (uint16_t) look_up_ascii(scan, at, size);
	token->start = at;
	token->end = at + size;
	return WORD_READ;
}

/* ----------------------------------------------------------------------------
 * Tokens
 * ----------------------------------------------------------------------------
 */

/* The end of a clause or a sentence is a token without a symbol. */
static bool
read_mark(WordScan *scan, WordToken *token, TokenKind kind, size_t size)
{
	*token = (WordToken)
	{
		.kind = kind, .start = scan->at, .end = scan->at + size
	};
	scan->at += size;
	return true;
}

/* Read the character at the offset that is not ASCII, or the word there. */
static bool
read_high(WordScan *scan, WordToken *token)
{
	FoldedWord	word = {0};
	Character	character;

	read_character(scan, scan->at, &character);
	switch (character.kind)
	{
		case CHARACTER_LETTER:
			return read_word(scan, token);
		case CHARACTER_IDEOGRAPH:
			for (int i = 0; i < character.fold_size; i++)
				append_byte(&word, character.fold[i]);
			read_mark(scan, token, TOKEN_WORD, character.size);
			token->symbol = (uint16_t) look_up(&word);
			return true;
		case CHARACTER_CLAUSE:
			return read_mark(scan, token, TOKEN_CLAUSE, character.size);
		case CHARACTER_SENTENCE:
			return read_mark(scan, token, TOKEN_SENTENCE, character.size);
		default:
			scan->at += character.size;
			return false;
	}
}

/* Pass what has no words in it; false if nothing such is at the offset. */
static bool
pass_transparent(WordScan *scan)
{
	ByteKind	kind = kind_at(scan, scan->at);
	size_t		end = 0;

	if (kind == BYTE_SLASH)
		end = path_end(scan, scan->at);
	if (end == 0)
		end = address_end(scan, scan->at);
	if (end == 0 && (kind == BYTE_WORD || kind == BYTE_HIGH) &&
		word_character(scan, scan->at) > 0)
		end = name_end(scan, scan->at);
	if (end == 0)
		return false;
	scan->at = end;
	return true;
}

/* Pass a word with a colon if it is a URL, an IPv6 address, a time, a drive. */
static bool
pass_with_colon(WordScan *scan, size_t colon)
{
	size_t		end = 0;

	if (char_at(scan, colon) != ':')
		return false;
	if (char_at(scan, colon + 1) == '/' && char_at(scan, colon + 2) == '/')
		end = url_end(scan, colon + 3);
	else if (colon - scan->at <= 4)
		end = ipv6_end(scan, scan->at);
	if (end == 0)
		return false;
	scan->at = end;
	return true;
}

/*
 * Read what is at the offset.  False if it is nothing: a blank, an address, a
 * number.
 */
static bool
read_token(WordScan *scan, WordToken *token)
{
	size_t		at = scan->at;
	size_t		end;
	ByteKind	kind = kind_at(scan, at);

	switch (kind)
	{
		case BYTE_WORD:
			end = run_end(scan, at, IN_WORD);
			if (pass_with_colon(scan, end) || pass_transparent(scan))
				return false;
			return read_word(scan, token);
		case BYTE_HIGH:
			return !pass_transparent(scan) && read_high(scan, token);
		case BYTE_MARK:
		case BYTE_APOSTROPHE:
		case BYTE_AT:
		case BYTE_SLASH:
			if (!pass_transparent(scan))
				scan->at++;
			return false;
		case BYTE_QUOTE:
			end = quoted_address_end(scan, at);
			scan->at = end > 0 ? end : at + 1;
			return false;
		case BYTE_BACKSLASH:
			scan->at += is_written_break(scan, at) ? 2 : 1;
			return false;
		case BYTE_COLON:
			if (char_at(scan, at + 1) == ':' && (end = ipv6_end(scan, at)) > 0)
			{
				scan->at = end;
				return false;
			}
			return read_mark(scan, token, TOKEN_CLAUSE, 1);
		case BYTE_COMMA:
			return read_mark(scan, token, TOKEN_CLAUSE, 1);
		case BYTE_PERIOD:
		case BYTE_EXCLAMATION:
		case BYTE_SEMICOLON:
			return read_mark(scan, token,
							 is_gap(scan, at + 1) ? TOKEN_SENTENCE : TOKEN_CLAUSE, 1);
		case BYTE_BREAK:
			break;
	}
	scan->at++;
	return false;
}

/*
 * word_scan_next
 *		The next word, or the end of a clause, of a sentence, of the text.
 */
void
word_scan_next(WordScan *scan, WordToken *token)
{
	for (;;)
	{
		WordFate	fate = WORD_UNDECIDED;

		if (scan->at >= scan->length)
			break;
		if (scan->at >= scan->window.until)
		{
			interrupt_at(scan, scan->at);
			move_window(scan);
		}
		scan->at += bits_from(scan->window.breaks, scan->at - scan->window.begin);
		if (scan->at >= scan->window.until || scan->at >= scan->length)
			continue;
		if (bit_at(scan->window.word, scan->at - scan->window.begin))
			fate = read_in_window(scan, token);
		if (fate == WORD_READ || (fate == WORD_UNDECIDED && read_token(scan, token)))
			return;
	}
	*token = (WordToken)
	{
		.kind = TOKEN_NONE, .start = scan->length, .end = scan->length
	};
}
