/*
 * tally_value.c
 *	  Fuzz target: any bytes are refused, or are the bytes that would be written.
 */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tally/tally_value.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Read the tally; true if it is sound.  Write what is read, if there is room. */
static bool
read_all(const uint8_t *data, size_t size, TallyWriter *writer)
{
	TallyCursor cursor;
	int32_t		last = 0;

	if (!tally_open(&cursor, data, size))
	{
		assert(cursor.fault != TALLY_SOUND);
		return false;
	}
	while (tally_next(&cursor))
	{
		assert(esc_is_valid(cursor.code));
		assert(cursor.code > last);
		assert(cursor.count >= 1);
		last = cursor.code;
		tally_put(writer, cursor.code, cursor.count);
	}
	return cursor.fault == TALLY_SOUND;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TallyWriter measure;
	TallyWriter writer;
	TallyCursor one;
	TallyCursor other;
	TallyWriter sum;
	uint8_t    *bytes;

	tally_begin(&measure, NULL);
	if (!read_all(data, size, &measure))
		return 0;
	assert(measure.length == size);

	/* one byte string for each tally */
	bytes = malloc(size);
	tally_begin(&writer, bytes);
	assert(read_all(data, size, &writer));
	assert(writer.length == size && memcmp(bytes, data, size) == 0);

	/* less itself, nothing is left */
	assert(tally_open(&one, data, size) && tally_open(&other, bytes, size));
	tally_begin(&sum, NULL);
	assert(tally_subtract(&one, &other, &sum));
	assert(sum.length == TALLY_EMPTY_SIZE);

	/* twice itself is refused or sound */
	assert(tally_open(&one, data, size) && tally_open(&other, bytes, size));
	tally_begin(&sum, NULL);
	if (tally_merge(&one, &other, &sum))
		assert(sum.length >= size);
	free(bytes);
	return 0;
}
