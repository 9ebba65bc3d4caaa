/*
 * diagnostic.c
 *	  The code and the reply of a bounce out of its diagnostic text.
 *
 * They come as one pair: a code of one reply beside the number of another would
 * be a bounce that never was.  doc/classification.md has the rules.
 */
#include "classify/diagnostic.h"

#include "text/reply_scan.h"

/* The first digits that tell an outcome; of the others a reply says nothing. */
static inline bool
tells_outcome(int32_t class)
{
	return class == 2 || class == 4 || class == 5;
}

static inline bool
is_expired(int32_t code)
{
	return esc_subject_of(code) == 4 && esc_detail_of(code) == 7;
}

/*
 * May the text belong to the reply that is given?  Of a message that was
 * accepted, it tells what became of it later.
 */
static bool
is_of_reply(const ScannedReply *found, int32_t reply)
{
	int32_t		class = reply_class_of(reply);

	if (!tells_outcome(class) || class == 2)
		return true;
	if (found->has_reply)
		return reply_class_of(found->reply) == class;
	return !found->has_code || esc_class_of(found->code) == class;
}

/*
 * Take the text's code, where none is given or one that says no more than its
 * class; false if the text is about another code than the one that stays.
 */
static bool
take_code(const ScannedReply *found, BounceEvidence *evidence)
{
	if (!found->has_code)
		return true;
	if (evidence->has_code && evidence->code != found->code)
	{
		if (!esc_tells_class_only(evidence->code) ||
			esc_class_of(found->code) == 2)
			return false;
		/* the text's says no more */
		if (esc_tells_class_only(found->code) &&
			esc_class_of(found->code) == esc_class_of(evidence->code))
			return true;
	}
	evidence->has_code = true;
	evidence->code = found->code;
	return true;
}

/*
 * Take the text's reply, where none is given.  A code that was given and says
 * more than its class has to agree with it; one that came with it need not.
 */
static void
take_reply(const ScannedReply *found, const BounceEvidence *given,
		   BounceEvidence *evidence)
{
	if (!found->has_reply || given->has_reply)
		return;
	if (given->has_code && !esc_tells_class_only(given->code) &&
		esc_class_of(given->code) != reply_class_of(found->reply))
		return;
	evidence->has_reply = true;
	evidence->reply = found->reply;
}

/*
 * Does what the text says, and was not taken, speak against a dead recipient?
 *
 * So does an outcome other than a permanent failure, and another code that
 * names a reason.
 */
static bool
speaks_against(const ScannedReply *found, const BounceEvidence *evidence)
{
	if (found->has_reply && found->reply != evidence->reply &&
		tells_outcome(reply_class_of(found->reply)) &&
		reply_class_of(found->reply) != 5)
		return true;
	return found->has_code && found->code != evidence->code &&
		(esc_class_of(found->code) != 5 || !esc_is_generic(found->code));
}

/*
 * diagnostic_fill
 *		Fill in what is missing of code and reply from the text.
 *
 * What is given stays, but for a code that says no more than its class.
 */
void
diagnostic_fill(Diagnostic *diagnostic, BounceEvidence *evidence)
{
	ScannedReply found = scan_reply(diagnostic->start, diagnostic->length);
	BounceEvidence given = *evidence;

	diagnostic->is_overruled = given.has_code && is_expired(given.code);
	if ((!given.has_reply || is_of_reply(&found, given.reply)) &&
		take_code(&found, evidence))
		take_reply(&found, &given, evidence);
	diagnostic->is_veto = speaks_against(&found, evidence) ||
		(given.has_code && given.code != evidence->code &&
		 esc_class_of(given.code) != 5);
	evidence->diagnostic = diagnostic;
}
