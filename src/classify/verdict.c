/*
 * verdict.c
 *	  The rules of classification.
 *
 * Which digit decides: a 4yz or 5yz reply does, without one the code's class.
 * What answers: the words of the diagnostic, if there is one; then what the
 * provider means by the code, if the provider is given; then IANA's most
 * specific record of the code, then the reply alone.  A reply about the login or
 * the whole host comes before a code that cannot be meant so.
 * doc/classification.md has the rules in full, with their grounds.
 */
#include "classify/verdict.h"

#include "words/reading.h"

enum
{
	CLASS_ABSENT = 0,
	CLASS_SUCCESS = 2,
	CLASS_TRANSIENT = 4,
	CLASS_PERMANENT = 5
};

static inline bool
is_failure(int class)
{
	return class == CLASS_TRANSIENT || class == CLASS_PERMANENT;
}

/* What the first digits of code and reply say. */
typedef struct Digits
{
	int			code_class;
	int			reply_class;	/* of the reply as it counts */
	int			class;			/* the one that decides */
	bool		read_as_452;
} Digits;

/*
 * A 552 that means "too many recipients" is to be read as 452 (RFC 5321,
 * section 4.5.3.1.10).  1yz and 3yz replies say nothing of the outcome, and
 * count as absent.
 */
static Digits
read_digits(const BounceEvidence *evidence)
{
	Digits		digits = {CLASS_ABSENT, CLASS_ABSENT, CLASS_ABSENT, false};

	if (evidence->has_code)
		digits.code_class = esc_class_of(evidence->code);
	if (evidence->has_reply)
	{
		int			class = reply_class_of(evidence->reply);

		if (class == CLASS_SUCCESS || is_failure(class))
			digits.reply_class = class;
		if (evidence->reply == 552 && is_failure(digits.code_class) &&
			esc_subject_of(evidence->code) == 5 &&
			esc_detail_of(evidence->code) == 3)
		{
			digits.read_as_452 = true;
			digits.reply_class = CLASS_TRANSIENT;
		}
	}

	if (is_failure(digits.reply_class) || digits.code_class == CLASS_ABSENT)
		digits.class = digits.reply_class;
	else
		digits.class = digits.code_class;
	return digits;
}

static inline bool
stands_in_contradiction(BounceAction action)
{
	return action == ACTION_SLOW_DOWN ||
		action == ACTION_FIX_AUTHENTICATION ||
		action == ACTION_FIX_INFRASTRUCTURE ||
		action == ACTION_FIX_MESSAGE;
}

/*
 * May the event, whose code or words name a dead recipient, be about one?
 *
 * Only under a reply about a mailbox or a refusal in general, or one that IANA
 * lists for the code, as 501 for X.1.3.  A 5yz reply about the login (535), the
 * host (521), the command (503) or storage (552) speaks against it.
 */
static bool
reply_allows_suppression(const BounceEvidence *evidence, const Digits *digits,
						 bool dead_by_code)
{
	const IanaEntry *entry;

	if (digits->reply_class == CLASS_ABSENT)
		return true;
	switch (evidence->reply)
	{
		case 550:
		case 551:
		case 553:
		case 554:
		case 556:
			return true;
		default:
			if (!dead_by_code)
				return false;
			entry = iana_code_entry(evidence->code);
			return entry != NULL && iana_names_reply(entry, evidence->reply);
	}
}

/* Who is said to be gone: by the code, by the words, and what speaks against it */
typedef struct DeathNotice
{
	bool		by_code;
	bool		by_words;
	bool		is_vetoed;
} DeathNotice;

/*
 * What to do about a failure of the given class.
 *
 * To suppress an address is the one advice that cannot be taken back by the
 * next message, so it needs a code or words that name a dead recipient, and a
 * reply and a text that do not speak against it.
 */
static BounceAction
action_for(const BounceEvidence *evidence, const Digits *digits,
		   const BounceVerdict *verdict, const DeathNotice *notice)
{
	const CategoryEntry *entry = &category_entries[verdict->category];
	bool		is_permanent = digits->class == CLASS_PERMANENT;
	BounceAction action;

	if ((notice->by_code || notice->by_words) && !notice->is_vetoed &&
		is_permanent && !verdict->contradictory &&
		reply_allows_suppression(evidence, digits, notice->by_code))
		return ACTION_SUPPRESS;

	action = is_permanent ? entry->permanent_action : entry->transient_action;
	if (verdict->phrase != NULL && verdict->phrase->action != NO_ACTION)
		action = (uint8_t) verdict->phrase->action;

	/* accepted at first, and failed later: the address stays, for now */
	if (digits->reply_class == CLASS_SUCCESS &&
		!stands_in_contradiction(action))
		return is_permanent ? ACTION_REVIEW : ACTION_RETRY;

	return action;
}

/* What the provider means by the code, under the reply as it counts. */
static const ProviderAnswer *
answer_of_provider(const BounceEvidence *evidence, const Digits *digits)
{
	int32_t		reply = evidence->reply;

	if (evidence->provider == PROVIDER_NONE)
		return NULL;
	if (digits->read_as_452)
		reply = 452;
	else if (digits->reply_class == CLASS_ABSENT)
		reply = NO_REPLY;
	return provider_answer(evidence->provider, evidence->code, reply);
}

/*
 * Does the reply alone answer, although there is a code of the category?
 *
 * A 5yz reply about the login answers AUTH or asks for it (RFC 4954), so it is
 * the submitting account that failed, whatever code software puts beside it;
 * but a code may say which part of the login.  A 521 is the answer of a whole
 * host (RFC 7504), and says more than a generic code and than one that names
 * the recipient.
 */
static bool
reply_comes_first(const ReplyEntry *reply, int32_t code,
				  BounceCategory category)
{
	if (reply == NULL || reply_class_of(reply->code) != CLASS_PERMANENT)
		return false;
	if (reply->category == CATEGORY_SMTP_AUTH)
		return category != CATEGORY_SMTP_AUTH &&
			category != CATEGORY_ENCRYPTION_REQUIRED;
	if (reply->category == CATEGORY_SYSTEM_UNAVAILABLE)
		return esc_is_generic(code) ||
			category_entries[category].party == PARTY_RECIPIENT;
	return false;
}

static void
answer_by_reply(BounceVerdict *verdict, const ReplyEntry *reply)
{
	verdict->reply_entry = reply;
	verdict->category = reply ? reply->category : CATEGORY_UNSPECIFIED;
	verdict->party = category_entries[verdict->category].party;
}

/*
 * The category of a failure from the most specific thing known: what the
 * provider means by the code, what IANA registers, the reply alone; and
 * whether that is a dead recipient.
 *
 * A generic code names no dead recipient, even where the provider uses it so:
 * it uses it for other things, too, and passes on those of other servers.
 */
static void
find_answer(const BounceEvidence *evidence, const Digits *digits,
			BounceVerdict *verdict)
{
	const ReplyEntry *reply = NULL;
	const ProviderAnswer *provider;
	const IanaEntry *iana;

	if (is_failure(digits->reply_class))
		reply = reply_code_entry(evidence->reply);
	if (!is_failure(digits->code_class))
	{
		answer_by_reply(verdict, reply);
		return;
	}

	provider = answer_of_provider(evidence, digits);
	iana = iana_best_entry(evidence->code);
	if ((provider == NULL || provider->reply == OTHER_REPLY) &&
		reply_comes_first(reply, evidence->code,
						  provider ? provider->category : iana->category))
	{
		answer_by_reply(verdict, reply);
		return;
	}

	if (provider != NULL)
	{
		verdict->provider_answer = provider;
		verdict->category = provider->category;
		verdict->party = category_entries[verdict->category].party;
		verdict->dead_recipient = provider->dead_recipient;
	}
	else
	{
		verdict->iana_entry = iana;
		verdict->category = iana->category;
		verdict->party = iana->party;
		verdict->dead_recipient = iana->dead_recipient;
	}
	if (esc_is_generic(evidence->code))
		verdict->dead_recipient = false;
}

/* The words of the diagnostic, for code and reply as they count. */
static WordsReading
read_words(const BounceEvidence *evidence, const Digits *digits)
{
	WordsQuestion question = {
		.text = evidence->diagnostic->start,
		.length = evidence->diagnostic->length,
		.is_utf8 = evidence->diagnostic->is_utf8,
		.provider = evidence->provider,
		.has_code = is_failure(digits->code_class),
		.has_reply = digits->reply_class != CLASS_ABSENT,
		.code = evidence->code,
		.reply = digits->read_as_452 ? 452 : evidence->reply
	};

	return words_read(&question);
}

/* Does a code answer that leaves no reason open? */
static inline bool
is_specific(const BounceEvidence *evidence, const BounceVerdict *verdict)
{
	return (verdict->provider_answer != NULL || verdict->iana_entry != NULL) &&
		!esc_is_generic(evidence->code);
}

static void
answer_by_phrase(BounceVerdict *verdict, const PhraseEntry *phrase)
{
	verdict->phrase = phrase;
	verdict->provider_answer = NULL;
	verdict->iana_entry = NULL;
	verdict->reply_entry = NULL;
	verdict->category = phrase->category;
	verdict->party = category_entries[phrase->category].party;
}

/*
 * The words answer before what find_answer() found, unless a specific code names
 * a narrower category.
 */
static void
answer_by_words(const BounceEvidence *evidence, const Digits *digits,
				BounceVerdict *verdict, DeathNotice *notice)
{
	WordsReading words = read_words(evidence, digits);
	bool		is_coded = is_specific(evidence, verdict);

	notice->by_words = words.dead_recipient;
	notice->is_vetoed |= words.veto != NULL;
	if (words.phrase == NULL ||
		(is_coded && category_is_wider(words.phrase->category,
									   verdict->category)))
		return;
	verdict->words_conflict = is_coded &&
		words.phrase->category != verdict->category &&
		!category_is_wider(verdict->category, words.phrase->category);
	answer_by_phrase(verdict, words.phrase);
	/* code and words contradict each other as code and reply may */
	notice->is_vetoed |= verdict->words_conflict && !notice->by_code;
}

/*
 * An event of which neither code nor reply tells an outcome; false if its words
 * do not, either.
 *
 * For all that is known the failure is temporary.
 */
static bool
judge_words(const BounceEvidence *evidence, const Digits *digits,
			BounceVerdict *verdict)
{
	WordsReading words = read_words(evidence, digits);

	if (words.phrase == NULL)
		return false;
	answer_by_phrase(verdict, words.phrase);
	verdict->is_timeless = true;
	verdict->permanence = PERMANENCE_NONE;
	verdict->dead_recipient = words.dead_recipient;
	if (words.phrase->action != NO_ACTION)
		verdict->action = (uint8_t) words.phrase->action;
	else if (words.phrase->dead_recipient)
		verdict->action = ACTION_REVIEW;
	else
		verdict->action = category_entries[verdict->category].transient_action;
	return true;
}

/* An event that is no failure; a code of class 2 answers before the reply. */
static void
judge_success(const BounceEvidence *evidence, const Digits *digits,
			  BounceVerdict *verdict)
{
	if (evidence->has_code)
		verdict->iana_entry = iana_best_entry(evidence->code);
	else
		verdict->reply_entry = reply_code_entry(evidence->reply);
	verdict->category = digits->class == CLASS_SUCCESS ?
		CATEGORY_SUCCESS : CATEGORY_UNSPECIFIED;
	verdict->action = ACTION_NONE;
	verdict->permanence = PERMANENCE_NONE;
	verdict->party = PARTY_UNKNOWN;
}

/*
 * bounce_judge
 *		Judge a bounce from its code, its reply and its diagnostic.
 */
BounceVerdict
bounce_judge(const BounceEvidence *evidence)
{
	const Diagnostic *diagnostic = evidence->diagnostic;
	Digits		digits = read_digits(evidence);
	BounceVerdict verdict = {0};
	DeathNotice notice = {0};

	verdict.read_as_452 = digits.read_as_452;
	verdict.contradictory = digits.code_class != CLASS_ABSENT &&
		digits.reply_class != CLASS_ABSENT &&
		digits.code_class != digits.reply_class && !digits.read_as_452;

	if (digits.class == CLASS_ABSENT && diagnostic != NULL &&
		judge_words(evidence, &digits, &verdict))
		return verdict;
	if (!evidence->has_code && !evidence->has_reply)
	{
		verdict.is_empty = true;
		return verdict;
	}
	if (!is_failure(digits.class))
	{
		judge_success(evidence, &digits, &verdict);
		return verdict;
	}

	find_answer(evidence, &digits, &verdict);
	notice.by_code = verdict.dead_recipient;
	if (diagnostic != NULL)
	{
		notice.is_vetoed = diagnostic->is_veto;
		if (!diagnostic->is_overruled)
			answer_by_words(evidence, &digits, &verdict, &notice);
		verdict.dead_recipient |= notice.by_words;
	}
	verdict.action = action_for(evidence, &digits, &verdict, &notice);
	verdict.permanence = digits.class == CLASS_PERMANENT ?
		PERMANENCE_PERMANENT : PERMANENCE_TEMPORARY;
	return verdict;
}

/*
 * bounce_effective_code
 *		One code for a bounce, so that counts by code lose no bounce: the code
 *		where there is one, with the class that decides; class.0.0 where only
 *		the reply says what happened.  False where neither tells a class.
 */
bool
bounce_effective_code(const BounceEvidence *evidence, int32_t *code)
{
	Digits		digits = read_digits(evidence);

	if (digits.code_class == CLASS_ABSENT && digits.reply_class == CLASS_ABSENT)
		return false;

	if (digits.code_class == CLASS_ABSENT ||
		(digits.code_class == CLASS_SUCCESS && is_failure(digits.reply_class)))
		*code = esc_pack(digits.reply_class, 0, 0);
	else if (is_failure(digits.reply_class))
		*code = esc_pack(digits.reply_class, esc_subject_of(evidence->code),
						 esc_detail_of(evidence->code));
	else
		*code = evidence->code;
	return true;
}
