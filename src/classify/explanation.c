/*
 * explanation.c
 *	  What happened and what to do about it, in plain English.
 *
 * All sentences are in the tab-separated files: what a code or a reply means,
 * what a doubt is about, and the phrases of the labels.  Here they are put
 * together, each after a blank.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "code/code_text.h"
#include "classify/explanation.h"

/* A text with {code} and {reply} replaced. */
static void
append_note(StringInfo text, const char *note, BounceEvidence evidence)
{
	char		code[ESC_TEXT_SIZE];
	char		reply[REPLY_TEXT_SIZE];

	esc_format(evidence.code, code);
	reply_format(evidence.reply, reply);
	while (*note != '\0')
	{
		size_t		plain = strcspn(note, "{");

		appendBinaryStringInfo(text, note, (int) plain);
		note += plain;
		if (*note == '\0')
			break;
		appendStringInfoString(text, strncmp(note, "{code}", 6) == 0 ?
							   code : reply);
		note += strcspn(note, "}") + 1;
	}
}

/*
 * explain_event
 *		The event as mail servers write it: "550 5.1.1", "550" or "5.1.1".
 */
char *
explain_event(BounceEvidence evidence)
{
	char		code[ESC_TEXT_SIZE] = "";
	char		reply[REPLY_TEXT_SIZE] = "";

	if (evidence.has_code)
		esc_format(evidence.code, code);
	if (evidence.has_reply)
		reply_format(evidence.reply, reply);
	return psprintf("%s%s%s", reply,
					evidence.has_code && evidence.has_reply ? " " : "", code);
}

/* What the words of the diagnostic say. */
static char *
explain_phrase(BounceEvidence evidence, const PhraseEntry *entry)
{
	return psprintf("%s%s the words of the server: %s",
					explain_event(evidence),
					evidence.has_code || evidence.has_reply ? ", by" : "By",
					bounce_category_labels[entry->category].phrase);
}

/* What the provider means by the code. */
static char *
explain_provider(BounceEvidence evidence, const ProviderEntry *entry)
{
	return psprintf("%s, as %s uses it: %s.", explain_event(evidence),
					provider_name(entry->provider), entry->meaning);
}

/* What IANA's record of the code, its subject or its class says. */
static char *
explain_iana(BounceEvidence evidence, const BounceVerdict *verdict)
{
	const IanaEntry *entry = verdict->iana_entry;
	const char *meaning = entry->description;

	if (verdict->permanence == PERMANENCE_NONE)
		meaning = bounce_category_labels[verdict->category].phrase;
	return psprintf("%s (%s%s): %s", explain_event(evidence),
					entry->kind == IANA_ENUMERATED ? "" : "not registered, ",
					iana_name(evidence.code), meaning);
}

/* All that a reply which is not registered says: its first digit. */
static char *
explain_digit(BounceEvidence evidence, const BounceVerdict *verdict)
{
	const char *severity = reply_severities[reply_class_of(evidence.reply)];

	if (verdict->permanence == PERMANENCE_NONE &&
		verdict->category != CATEGORY_SUCCESS)
		return psprintf("%s (not registered, %s).", explain_event(evidence),
						severity);
	return psprintf("%s (not registered, %s): %s", explain_event(evidence),
					severity, bounce_category_labels[verdict->category].phrase);
}

/*
 * explain_answer
 *		What the words say, what the code means, or the reply where it alone
 *		answers.
 */
char *
explain_answer(BounceEvidence evidence, const BounceVerdict *verdict)
{
	if (verdict->phrase != NULL)
		return explain_phrase(evidence, verdict->phrase);
	if (verdict->provider_answer != NULL)
		return explain_provider(evidence, verdict->provider_answer->entry);
	if (verdict->iana_entry != NULL)
		return explain_iana(evidence, verdict);

	evidence.has_code = false;	/* if there is one, it does not count */
	if (verdict->reply_entry != NULL)
		return psprintf("%s (%s): %s", explain_event(evidence),
						verdict->reply_entry->name,
						verdict->reply_entry->reason);
	return explain_digit(evidence, verdict);
}

/*
 * explain_rule
 *		What a rule of the user's own says, after what others say where it does
 *		not tell what happened; either may be NULL.
 */
char *
explain_rule(BounceEvidence evidence, const char *others, const char *reason)
{
	const char *event = explain_event(evidence);
	StringInfoData text;

	initStringInfo(&text);
	if (others != NULL)
		appendStringInfo(&text, "%s ", others);
	if (reason == NULL)
		appendStringInfoString(&text, "A rule of your own says what to do.");
	else if (others == NULL && *event != '\0')
		appendStringInfo(&text, "%s, by a rule of your own: %s", event, reason);
	else
		appendStringInfo(&text, "By a rule of your own: %s", reason);
	if (strchr(".!?", text.data[text.len - 1]) == NULL)
		appendStringInfoChar(&text, '.');
	return text.data;
}

/*
 * explain_verdict
 *		The whole explanation: what answered, the doubts that are worth a
 *		sentence, where the trouble lies and for how long, and what to do, if
 *		there is advice.
 */
char *
explain_verdict(BounceEvidence evidence, const BounceVerdict *verdict,
				const char *answer, LintSet words, const char *advice)
{
	StringInfoData text;

	initStringInfo(&text);
	appendStringInfoString(&text, answer);
	for (int word = 0; word < LINT_COUNT; word++)
	{
		if ((words & lint_bit(word)) && lint_entries[word].note != NULL)
		{
			appendStringInfoChar(&text, ' ');
			append_note(&text, lint_entries[word].note, evidence);
		}
	}
	if (verdict->is_timeless)
		appendStringInfo(&text, " The failure %s.",
						 bounce_party_labels[verdict->party].phrase);
	else if (verdict->permanence != PERMANENCE_NONE)
		appendStringInfo(&text, " %s and %s.",
						 bounce_permanence_labels[verdict->permanence].phrase,
						 bounce_party_labels[verdict->party].phrase);
	if (advice != NULL)
		appendStringInfo(&text, " %s", advice);
	return text.data;
}
