/*
 * code_text.c
 *	  Fuzz target: a text is a code, a pattern or a reply code exactly if a
 *	  regular expression says so, and is written as it was read.
 */
#undef NDEBUG
#include <assert.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "code/code_text.h"

#define NUMBER "(0|[1-9][0-9]{0,2})"
#define WILDCARD "([*]|[xX]{1,3}|[yY]{1,3})"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A regular expression ends at a zero byte, and so does no valid text. */
static bool
is_like(regex_t *compiled, const char *expression, const char *text, size_t length)
{
	char	   *string;
	bool		result;

	if (compiled->re_nsub == 0)
		assert(regcomp(compiled, expression, REG_EXTENDED) == 0);
	if (memchr(text, '\0', length) != NULL)
		return false;
	string = malloc(length + 1);
	memcpy(string, text, length);
	string[length] = '\0';
	result = regexec(compiled, string, 0, NULL, 0) == 0;
	free(string);
	return result;
}

static void
check_fault(CodeFault fault, size_t length)
{
	assert(fault.kind > CODE_VALID && fault.kind <= CODE_TRAILING);
	assert(fault.part <= CODE_DETAIL);
	assert(fault.offset <= length);
	assert((fault.kind == CODE_EMPTY) == (length == 0));
}

static void
check_esc(const char *text, size_t length)
{
	static regex_t compiled;
	int32_t		code;
	CodeFault	fault;
	char		written[ESC_TEXT_SIZE];

	if (!is_like(&compiled, "^[245][.]" NUMBER "[.]" NUMBER "$", text, length))
	{
		assert(!esc_parse(text, length, &code, &fault));
		check_fault(fault, length);
		return;
	}
	assert(esc_parse(text, length, &code, &fault) && esc_is_valid(code));
	assert(esc_format(code, written) == length);
	assert(memcmp(text, written, length) == 0);
}

static void
check_pattern(const char *text, size_t length)
{
	static regex_t compiled;
	int64_t		pattern;
	int64_t		again;
	CodeFault	fault;
	char		written[PATTERN_TEXT_SIZE];

	if (!is_like(&compiled, "^[245xX*][.](" NUMBER "|" WILDCARD ")[.]"
				 "(" NUMBER "(-" NUMBER ")?|" WILDCARD ")$", text, length))
	{
		assert(!pattern_parse(text, length, &pattern, &fault));
		check_fault(fault, length);
		return;
	}
	if (!pattern_parse(text, length, &pattern, &fault))
	{
		check_fault(fault, length);
		assert(fault.kind == CODE_REVERSED);
		return;
	}
	assert(pattern_is_valid(pattern));

	/* the canonical form is the shortest, and means the same */
	length = pattern_format(pattern, written);
	assert(length == strlen(written));
	assert(pattern_parse(written, length, &again, &fault) && again == pattern);
}

static void
check_reply(const char *text, size_t length)
{
	static regex_t compiled;
	int32_t		reply;
	CodeFault	fault;
	char		written[REPLY_TEXT_SIZE];

	if (!is_like(&compiled, "^([1-5][0-9]{2})$", text, length))
	{
		assert(!reply_parse(text, length, &reply, &fault));
		check_fault(fault, length);
		return;
	}
	assert(reply_parse(text, length, &reply, &fault) && reply_is_valid(reply));
	assert(reply_format(reply, written) == length);
	assert(memcmp(text, written, length) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	const char *trimmed = text;
	size_t		length = size;

	check_esc(text, size);
	check_pattern(text, size);
	check_reply(text, size);

	/* as the functions read it that take dirty text */
	trim_blanks(&trimmed, &length);
	assert(trimmed >= text && trimmed + length <= text + size);
	check_esc(trimmed, length);
	return 0;
}
