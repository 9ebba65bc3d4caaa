/*
 * lint.c
 *	  Doubts about a code, a reply, a provider and a diagnostic.
 *
 * A doubt is no error: real servers send all of these.  src/classify/lint.tsv
 * has the words, what each means and what to do about it.
 */
#include "classify/lint.h"

/*
 * The block of details under subject 0 that the bounce parser Sisimai uses for
 * reasons of its own; no server is known to send any of it.
 */
#define PSEUDO_DETAIL_MIN 900

#define BYTE_MAX 255			/* what a parser writes that cuts off there */

static LintSet
word_if(bool condition, LintWord word)
{
	return condition ? lint_bit(word) : 0;
}

/* What the code alone tells, beside the provider it is said to be from. */
static LintSet
lint_code(int32_t code, int provider)
{
	const IanaEntry *entry = iana_code_entry(code);
	int32_t		class = esc_class_of(code);
	int32_t		subject = esc_subject_of(code);
	int32_t		detail = esc_detail_of(code);
	bool		is_failure = class == 4 || class == 5;
	bool		is_known = entry != NULL || provider_knows_code(provider, code);
	bool		is_cut = subject == BYTE_MAX || detail == BYTE_MAX;
	LintSet		words = 0;

	words |= word_if(!is_known, LINT_UNREGISTERED);
	words |= word_if(!is_known && iana_subject_entry(code) == NULL,
					 LINT_UNREGISTERED_SUBJECT);
	words |= word_if(is_failure && subject == 0 && detail >= PSEUDO_DETAIL_MIN,
					 LINT_PSEUDO_CODE);
	words |= word_if(!is_known && is_cut, LINT_SATURATED);
	words |= word_if(is_failure && subject == 0 && detail == 0,
					 LINT_UNINFORMATIVE);
	if (entry != NULL)
	{
		words |= word_if(entry->classes_stated && entry->classes == 0,
						 LINT_DEPRECATED);
		words |= word_if(iana_excludes_class(entry, class),
						 LINT_NOT_CONFORMANT);
	}
	return words;
}

/* What the provider means by the code, beside what IANA registers. */
static LintSet
lint_meaning(const ProviderAnswer *answer)
{
	LintSet		words = 0;

	words |= word_if(answer->entry->relation == RELATION_DIFFERENT,
					 LINT_PROVIDER_CONFLICT);
	words |= word_if(answer->meanings > 1, LINT_AMBIGUOUS);
	return words;
}

static LintSet
lint_reply(int32_t reply)
{
	int32_t		digit = reply_class_of(reply);
	LintSet		words = 0;

	words |= word_if(reply_code_entry(reply) == NULL, LINT_UNREGISTERED_REPLY);
	words |= word_if(digit == 1 || digit == 3, LINT_INCONCLUSIVE_REPLY);
	return words;
}

/* What only code and reply together tell. */
static LintSet
lint_pair(const BounceEvidence *evidence, const BounceVerdict *verdict)
{
	LintSet		words = 0;

	if (verdict->contradictory)
	{
		words |= lint_bit(LINT_CLASS_MISMATCH);
		words |= word_if(esc_class_of(evidence->code) == 2, LINT_SUCCESS_CODE);
		words |= word_if(reply_class_of(evidence->reply) == 2,
						 LINT_SUCCESS_REPLY);
	}
	words |= word_if(verdict->dead_recipient && evidence->reply == 552,
					 LINT_STORAGE_REPLY);
	words |= word_if(verdict->read_as_452, LINT_READ_AS_452);
	return words;
}

/*
 * bounce_lint
 *		Every doubt about what is known of a bounce, which has been judged.
 */
LintSet
bounce_lint(const BounceEvidence *evidence, const BounceVerdict *verdict)
{
	LintSet		words = word_if(evidence->provider_unknown,
								LINT_UNKNOWN_PROVIDER);

	if (evidence->has_code)
		words |= lint_code(evidence->code, evidence->provider);
	if (verdict->provider_answer != NULL)
		words |= lint_meaning(verdict->provider_answer);
	if (evidence->has_reply)
		words |= lint_reply(evidence->reply);
	if (evidence->has_code && evidence->has_reply)
		words |= lint_pair(evidence, verdict);
	words |= word_if(verdict->words_conflict, LINT_WORDS_CONFLICT);
	return words;
}
