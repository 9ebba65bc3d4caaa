/*
 * tally_text.c
 *	  Fuzz target: a text is a tally exactly if a regular expression says so,
 *	  and every count fits.
 */
#undef NDEBUG
#include <assert.h>
#include <inttypes.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "code/code_text.h"
#include "tally/tally_text.h"

#define BLANKS "[ \t\n\r]*"
#define NUMBER "(0|[1-9][0-9]{0,2})"
#define PAIR "\"[245][.]" NUMBER "[.]" NUMBER "\"" BLANKS ":" BLANKS "[1-9][0-9]*" BLANKS
#define OBJECT "^" BLANKS "[{]" BLANKS "(" PAIR "(," BLANKS PAIR ")*)?[}]" BLANKS "$"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A regular expression ends at a zero byte, and so does no valid text. */
static bool
is_object(const char *text, size_t length)
{
	static regex_t compiled;
	char	   *string;
	bool		result;

	if (compiled.re_nsub == 0)
		assert(regcomp(&compiled, OBJECT, REG_EXTENDED) == 0);
	if (memchr(text, '\0', length) != NULL)
		return false;
	string = malloc(length + 1);
	memcpy(string, text, length);
	string[length] = '\0';
	result = regexec(&compiled, string, 0, NULL, 0) == 0;
	free(string);
	return result;
}

/* Read the text; write what is read, the usual way. */
static TallyTextFault
read_all(const char *text, size_t length, char **written)
{
	TallyTextReader reader = {.text = text, .length = length};
	int32_t		code;
	int64_t		count;
	size_t		before = 0;
	size_t		room;
	FILE	   *stream = open_memstream(written, &room);
	const char *separator = "{";

	while (tally_text_next(&reader, &code, &count))
	{
		char		name[ESC_TEXT_SIZE];

		assert(reader.offset > before && reader.offset <= length);
		assert(esc_is_valid(code) && count >= 1);
		before = reader.offset;
		esc_format(code, name);
		fprintf(stream, "%s\"%s\": %" PRId64, separator, name, count);
		separator = ", ";
	}
	fprintf(stream, "%s}", *separator == '{' ? "{" : "");
	fclose(stream);
	assert(reader.fault.offset + reader.fault.length <= length);
	return reader.fault;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *) data;
	char	   *written;
	char	   *again;
	TallyTextFault fault = read_all(text, size, &written);

	if (!is_object(text, size))
		assert(fault.kind != TALLY_TEXT_VALID);
	else
		assert(fault.kind == TALLY_TEXT_VALID ||
			   (fault.kind == TALLY_TEXT_OUT_OF_RANGE && fault.length >= 19));

	/* what is written is read as the same */
	if (fault.kind == TALLY_TEXT_VALID)
	{
		assert(read_all(written, strlen(written), &again).kind == TALLY_TEXT_VALID);
		assert(strcmp(written, again) == 0);
		free(again);
	}
	free(written);
	return 0;
}
