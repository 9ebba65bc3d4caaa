/*
 * classify_data.h
 *	  The words of esc_lint and the sizes of the tables.
 *
 * Made by src/classify/generate.pl from the files beside it: do not edit.
 */
#ifndef SMTPCODE_CLASSIFY_DATA_H
#define SMTPCODE_CLASSIFY_DATA_H

/* The words of esc_lint(), in its order */
typedef enum LintWord
{
	/* IANA has not registered the subject and detail, and the provider that is given does not use them. */
	LINT_UNREGISTERED,
	/* Not even the subject is registered. */
	LINT_UNREGISTERED_SUBJECT,
	/* X.0.900 to X.0.999 in a failure: the bounce parser Sisimai makes these up where a bounce has no code. */
	LINT_PSEUDO_CODE,
	/* The subject or the detail is 255, and the code is not registered: some parsers keep a number in one byte and cut it off there. */
	LINT_SATURATED,
	/* X.0.0 in a failure: it says no more than the class. */
	LINT_UNINFORMATIVE,
	/* IANA has marked the code as deprecated. */
	LINT_DEPRECATED,
	/* The RFC that defines the condition does not allow this class for it. */
	LINT_NOT_CONFORMANT,
	/* The name of the provider is neither a key nor an alias. */
	LINT_UNKNOWN_PROVIDER,
	/* The provider means something else by the code than IANA registers. The provider's meaning answers. */
	LINT_PROVIDER_CONFLICT,
	/* The provider uses the code, under this reply, for several things. */
	LINT_AMBIGUOUS,
	/* The reply code is not registered. */
	LINT_UNREGISTERED_REPLY,
	/* A 1yz or 3yz reply, which tells no outcome. */
	LINT_INCONCLUSIVE_REPLY,
	/* The class of the code is not the first digit of the reply, and both tell an outcome. Such a row never suppresses. */
	LINT_CLASS_MISMATCH,
	/* A class 2 code under a 4yz or 5yz reply: the reply alone answers. */
	LINT_SUCCESS_CODE,
	/* A failing code under a 2yz reply: the message was accepted at first and failed later. */
	LINT_SUCCESS_REPLY,
	/* Reply 552 speaks of storage, and the code of an address that is dead. Such a row does not suppress. */
	LINT_STORAGE_REPLY,
	/* Reply 552 with X.5.3 (too many recipients) is read as 452, as RFC 5321 asks. */
	LINT_READ_AS_452,
	/* The words of the diagnostic give another reason than the code, which names one. The words answer. */
	LINT_WORDS_CONFLICT
} LintWord;

#define LINT_COUNT 18
#define CROSSWALK_ENTRY_COUNT 287

#endif							/* SMTPCODE_CLASSIFY_DATA_H */
