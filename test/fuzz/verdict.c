/*
 * verdict.c
 *	  Fuzz target: what any text makes of a bounce, beside what is known of it;
 *	  and that an address is suppressed for nothing but a dead recipient.
 */
#undef NDEBUG
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "classify/diagnostic.h"
#include "words/reading.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is given: none, or one of each kind. */
static const int32_t codes[] = {
	0, ESC_PACK(5, 1, 1), ESC_PACK(5, 0, 0), ESC_PACK(4, 2, 2),
	ESC_PACK(5, 7, 1), ESC_PACK(5, 7, 26), ESC_PACK(5, 4, 7), ESC_PACK(2, 0, 0)
};
static const int32_t replies[] = {0, 550, 450, 552, 501, 535, 250, 354};

static bool
may_suppress(int32_t reply)
{
	return reply == 0 || reply / 100 == 1 || reply / 100 == 3 ||
		reply == 501 || reply == 550 || reply == 551 || reply == 553 ||
		reply == 554 || reply == 556;
}

static void
check(const BounceEvidence *evidence, const BounceVerdict *verdict)
{
	const Diagnostic *diagnostic = evidence->diagnostic;
	WordsQuestion question = {
		.text = diagnostic->start,
		.length = diagnostic->length,
		.is_utf8 = diagnostic->is_utf8,
		.provider = evidence->provider,
		.has_code = evidence->has_code,
		.has_reply = evidence->has_reply,
		.code = evidence->code,
		.reply = evidence->reply
	};
	WordsReading words = words_read(&question);

	assert(verdict->is_empty ==
		   (!evidence->has_code && !evidence->has_reply &&
			words.phrase == NULL));
	if (verdict->is_empty)
		return;
	assert(verdict->category < CATEGORY_COUNT);
	assert(verdict->action < ACTION_COUNT);
	assert(verdict->phrase == NULL ||
		   verdict->phrase->category == verdict->category);
	assert(!verdict->is_timeless || verdict->action != ACTION_SUPPRESS);
	assert(verdict->is_timeless ||
		   evidence->has_code || evidence->has_reply);
	if (verdict->action != ACTION_SUPPRESS)
		return;

	assert(verdict->dead_recipient);
	assert(verdict->permanence == PERMANENCE_PERMANENT);
	assert(!verdict->contradictory && !diagnostic->is_veto);
	assert(words.veto == NULL);
	assert(!evidence->has_reply || may_suppress(evidence->reply));
	assert(bounce_hardness_of(verdict->category, verdict->action) ==
		   HARDNESS_HARD);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	BounceEvidence evidence = {0};
	BounceEvidence given;
	Diagnostic	diagnostic = {0};
	BounceVerdict verdict;
	char	   *text;

	if (size < 4)
		return 0;
	evidence.code = codes[data[0] % 8];
	evidence.reply = replies[data[1] % 8];
	evidence.has_code = evidence.code != 0;
	evidence.has_reply = evidence.reply != 0;
	evidence.provider = data[2] % (PROVIDER_COUNT + 1);
	given = evidence;

	/* a copy of its own, so that reading past the end is found */
	text = malloc(size - 4 + 1);
	memcpy(text, data + 4, size - 4);
	text = realloc(text, size > 4 ? size - 4 : 1);
	diagnostic.start = text;
	diagnostic.length = size - 4;
	diagnostic.is_utf8 = data[3] % 2 == 0;

	diagnostic_fill(&diagnostic, &evidence);
	assert(!given.has_reply || evidence.reply == given.reply);
	assert(!given.has_code || evidence.code == given.code ||
		   esc_tells_class_only(given.code));
	assert(!evidence.has_code || esc_is_valid(evidence.code));
	assert(!evidence.has_reply || reply_is_valid(evidence.reply));

	verdict = bounce_judge(&evidence);
	check(&evidence, &verdict);
	free(text);
	return 0;
}
