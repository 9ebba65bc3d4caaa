/*
 * verdict.c
 *	  The rules of classification.
 *
 * Which digit decides: a 4yz or 5yz reply does, without one the code's class.
 * What answers: what the provider means by the code, if the provider is given;
 * then IANA's most specific record of the code, then the reply alone.
 * doc/classification.md has the rules in full, with their grounds.
 */
#include "verdict.h"

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

static int
class_of_code(BounceEvidence evidence)
{
	return evidence.has_code ? esc_class_of(evidence.code) : CLASS_ABSENT;
}

/*
 * A 552 that means "too many recipients" is to be read as 452 (RFC 5321,
 * section 4.5.3.1.10).
 */
static bool
is_too_many_recipients(BounceEvidence evidence)
{
	return evidence.has_reply && evidence.reply == 552 &&
		is_failure(class_of_code(evidence)) &&
		esc_subject_of(evidence.code) == 5 &&
		esc_detail_of(evidence.code) == 3;
}

/* 1yz and 3yz replies say nothing of the outcome, and count as absent. */
static int
class_of_reply(BounceEvidence evidence)
{
	int			class;

	if (!evidence.has_reply)
		return CLASS_ABSENT;
	if (is_too_many_recipients(evidence))
		return CLASS_TRANSIENT;
	class = reply_class_of(evidence.reply);
	return class == CLASS_SUCCESS || is_failure(class) ? class : CLASS_ABSENT;
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
 * What to do about a failure of the given class.
 *
 * To suppress an address is the one advice that cannot be taken back by the
 * next message, so it needs a code that names a dead recipient, and a reply
 * that does not speak against it.  552 does: some receivers send 552 5.1.1
 * for a full mailbox.
 */
static BounceAction
action_for(BounceCategory category, bool dead_recipient, int class,
		   BounceEvidence evidence, bool contradictory)
{
	const CategoryEntry *entry = &category_entries[category];
	BounceAction action;

	if (class == CLASS_PERMANENT)
		action = entry->permanent_action;
	else
		action = entry->transient_action;

	if (dead_recipient && class == CLASS_PERMANENT && !contradictory &&
		!(evidence.has_reply && evidence.reply == 552))
		return ACTION_SUPPRESS;

	/* accepted at first, and failed later: the address stays, for now */
	if (class_of_reply(evidence) == CLASS_SUCCESS &&
		!stands_in_contradiction(action))
		return class == CLASS_PERMANENT ? ACTION_REVIEW : ACTION_RETRY;

	return action;
}

/*
 * The reply under which a provider's meaning of the code is looked up: as it
 * counts here, or NO_REPLY.
 */
static int32_t
reply_for_provider(BounceEvidence evidence)
{
	if (is_too_many_recipients(evidence))
		return 452;
	return class_of_reply(evidence) == CLASS_ABSENT ?
		NO_REPLY : evidence.reply;
}

/*
 * The category of a failure from the most specific thing known: what the
 * provider means by the code, what IANA registers, the reply alone.  Tells
 * whether that is a dead recipient.
 */
static bool
find_answer(BounceEvidence evidence, BounceVerdict *verdict)
{
	if (!is_failure(class_of_code(evidence)))
	{
		const ReplyEntry *reply = reply_code_entry(evidence.reply);

		verdict->reply_entry = reply;
		verdict->category = reply ? reply->category : CATEGORY_UNSPECIFIED;
		verdict->party = category_entries[verdict->category].party;
		return false;
	}

	if (evidence.provider != PROVIDER_NONE)
		verdict->provider_answer = provider_answer(evidence.provider,
												   evidence.code,
												   reply_for_provider(evidence));
	if (verdict->provider_answer != NULL)
	{
		verdict->category = verdict->provider_answer->entry->category;
		verdict->party = category_entries[verdict->category].party;
		return verdict->provider_answer->dead_recipient;
	}

	verdict->iana_entry = iana_best_entry(evidence.code);
	verdict->category = verdict->iana_entry->category;
	verdict->party = verdict->iana_entry->party;
	return verdict->iana_entry->dead_recipient;
}

/* An event that is no failure; a code of class 2 answers before the reply. */
static void
judge_success(BounceEvidence evidence, int class, BounceVerdict *verdict)
{
	if (evidence.has_code)
		verdict->iana_entry = iana_best_entry(evidence.code);
	else
		verdict->reply_entry = reply_code_entry(evidence.reply);
	verdict->category = class == CLASS_SUCCESS ?
		CATEGORY_SUCCESS : CATEGORY_UNSPECIFIED;
	verdict->action = ACTION_NONE;
	verdict->permanence = PERMANENCE_NONE;
	verdict->party = PARTY_UNKNOWN;
}

/*
 * bounce_judge
 *		Judge a bounce of which the code, the reply or both are known.
 */
BounceVerdict
bounce_judge(BounceEvidence evidence)
{
	int			reply_class = class_of_reply(evidence);
	int			code_class = class_of_code(evidence);
	int			class;
	BounceVerdict verdict = {0};

	verdict.read_as_452 = is_too_many_recipients(evidence);
	verdict.contradictory = code_class != CLASS_ABSENT &&
		reply_class != CLASS_ABSENT && code_class != reply_class &&
		!verdict.read_as_452;

	if (is_failure(reply_class) || code_class == CLASS_ABSENT)
		class = reply_class;
	else
		class = code_class;

	if (!is_failure(class))
	{
		judge_success(evidence, class, &verdict);
		return verdict;
	}

	verdict.dead_recipient = find_answer(evidence, &verdict);
	verdict.action = action_for(verdict.category, verdict.dead_recipient, class,
								evidence, verdict.contradictory);
	verdict.permanence = class == CLASS_PERMANENT ?
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
bounce_effective_code(BounceEvidence evidence, int32_t *code)
{
	int			reply_class = class_of_reply(evidence);
	int			code_class = class_of_code(evidence);

	if (code_class == CLASS_ABSENT && reply_class == CLASS_ABSENT)
		return false;

	if (code_class == CLASS_ABSENT ||
		(code_class == CLASS_SUCCESS && is_failure(reply_class)))
		*code = esc_pack(reply_class, 0, 0);
	else if (is_failure(reply_class))
		*code = esc_pack(reply_class, esc_subject_of(evidence.code),
						 esc_detail_of(evidence.code));
	else
		*code = evidence.code;
	return true;
}
