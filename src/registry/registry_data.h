/*
 * registry_data.h
 *	  The labels and sizes of the registry.
 *
 * Made by src/registry/generate.pl from the files beside it: do not edit.
 */
#ifndef SMTPCODE_REGISTRY_DATA_H
#define SMTPCODE_REGISTRY_DATA_H

typedef enum BounceCategory
{
	/* The message was accepted (class 2); RFC 3463 calls this success, it does not promise the inbox. */
	CATEGORY_SUCCESS,
	/* The mailbox named in the recipient address does not exist. */
	CATEGORY_USER_UNKNOWN,
	/* The recipient's domain does not exist or takes no mail. */
	CATEGORY_DOMAIN_UNKNOWN,
	/* The recipient address is malformed or does not name one mailbox. */
	CATEGORY_ADDRESS_INVALID,
	/* The mailbox or its domain moved away or has another owner now. */
	CATEGORY_RECIPIENT_CHANGED,
	/* The mailbox exists but is switched off. */
	CATEGORY_MAILBOX_DISABLED,
	/* Something about the recipient address, without saying what. */
	CATEGORY_ADDRESS_UNSPECIFIED,
	/* Something about the recipient's mailbox, without saying what. */
	CATEGORY_MAILBOX_UNAVAILABLE,
	/* The recipient's mailbox is over its quota. */
	CATEGORY_MAILBOX_FULL,
	/* The receiver defers unknown senders on purpose and expects a later attempt. */
	CATEGORY_GREYLISTED,
	/* More recipients than the receiver takes in one transaction. */
	CATEGORY_TOO_MANY_RECIPIENTS,
	/* The sender or the recipient passed a limit on the rate of mail or connections. */
	CATEGORY_RATE_LIMITED,
	/* An account, a plan or its credits are used up: those of the sender at its own provider or relay. */
	CATEGORY_SENDING_QUOTA,
	/* The sender's own service did not send it: the address is on its suppression list, for an earlier bounce or complaint. */
	CATEGORY_SUPPRESSED_BEFORE,
	/* The sending IP address is on a block list. */
	CATEGORY_BLOCKED_IP,
	/* The sending account, domain or host name is on a list that holds for the whole site. */
	CATEGORY_BLOCKED_SENDER,
	/* The reputation of the sending IP address or domain is too low. */
	CATEGORY_BAD_REPUTATION,
	/* SPF, DKIM, DMARC or ARC did not pass. */
	CATEGORY_AUTHENTICATION,
	/* The sending IP address has no reverse DNS name, or one that does not match. */
	CATEGORY_REVERSE_DNS,
	/* The sender address or its domain is malformed, unknown, takes no mail or is not one that this account may use. */
	CATEGORY_BAD_SENDER,
	/* The connection or the path lacks the TLS that one side requires. */
	CATEGORY_ENCRYPTION_REQUIRED,
	/* The submitting account could not log in. */
	CATEGORY_SMTP_AUTH,
	/* The message is larger than a limit of the mailbox, the system or its priority. */
	CATEGORY_MESSAGE_TOO_LARGE,
	/* The message was taken for spam or phishing. */
	CATEGORY_SPAM_CONTENT,
	/* The message holds a virus, or an attachment or a link that is not let in. */
	CATEGORY_BANNED_CONTENT,
	/* The receiver, or a system before it, cannot carry this kind of content or address. */
	CATEGORY_CONTENT_UNSUPPORTED,
	/* The message or its header fields break the standards. */
	CATEGORY_RFC_NONCOMPLIANT,
	/* Encryption, signature or integrity of the message itself cannot be handled. */
	CATEGORY_MESSAGE_SECURITY,
	/* The recipient is a mailing list that could not be expanded. */
	CATEGORY_MAILING_LIST,
	/* The server does not take mail for this domain from this client. */
	CATEGORY_RELAY_DENIED,
	/* This recipient or list refuses this sender. */
	CATEGORY_NOT_PERMITTED,
	/* A rule of the receiver forbids the message, without saying which. */
	CATEGORY_POLICY,
	/* A command, its arguments or an extension was not understood or not allowed. */
	CATEGORY_PROTOCOL_ERROR,
	/* Something in the receiving system failed or is wrongly configured. */
	CATEGORY_SYSTEM_ERROR,
	/* The receiving system is out of storage or memory. */
	CATEGORY_SYSTEM_FULL,
	/* The receiving system takes no mail at the moment, or at all. */
	CATEGORY_SYSTEM_UNAVAILABLE,
	/* No connection, or it broke. */
	CATEGORY_NETWORK_ERROR,
	/* The name or directory service gave no usable answer. */
	CATEGORY_DNS_ERROR,
	/* The message ran in a loop or could not be routed. */
	CATEGORY_ROUTING_ERROR,
	/* The message stayed in a queue until its time was over. */
	CATEGORY_EXPIRED,
	/* Nothing is known but that it failed. */
	CATEGORY_UNSPECIFIED
} BounceCategory;

#define CATEGORY_COUNT 41

typedef enum BounceAction
{
	/* Nothing to do. */
	ACTION_NONE,
	/* Keep the address: this or the next message may pass. It does not say that a server still holds the message. */
	ACTION_RETRY,
	/* Send less or more slowly to this receiver. */
	ACTION_SLOW_DOWN,
	/* Stop writing to this address: nobody reads it. */
	ACTION_SUPPRESS,
	/* Mend SPF, DKIM, DMARC or the reverse DNS name. */
	ACTION_FIX_AUTHENTICATION,
	/* Mend the sending side: address, account, IP address, TLS. */
	ACTION_FIX_INFRASTRUCTURE,
	/* Mend the message: size, content or form. */
	ACTION_FIX_MESSAGE,
	/* A person should look. */
	ACTION_REVIEW
} BounceAction;

#define ACTION_COUNT 8

typedef enum BouncePermanence
{
	/* Not a failure. */
	PERMANENCE_NONE,
	/* A persistent transient failure (RFC 3463 class 4). */
	PERMANENCE_TEMPORARY,
	/* A permanent failure (RFC 3463 class 5). */
	PERMANENCE_PERMANENT
} BouncePermanence;

#define PERMANENCE_COUNT 3

typedef enum BounceParty
{
	/* The person or the mailbox written to. */
	PARTY_RECIPIENT,
	/* The sending side: its addresses, accounts, servers or DNS records. */
	PARTY_SENDER,
	/* The receiving system and its rules. */
	PARTY_RECEIVER,
	/* What lies between: connections, routes, name service. */
	PARTY_NETWORK,
	/* The message itself. */
	PARTY_MESSAGE,
	/* Nobody, or the code does not tell. */
	PARTY_UNKNOWN
} BounceParty;

#define PARTY_COUNT 6

typedef enum BounceHardness
{
	/* No bounce: accepted, or a message that the sender's own service did not send. */
	HARDNESS_NONE,
	/* The address stays: a later message may pass. */
	HARDNESS_SOFT,
	/* The receiver refused the sender, its message or its way of sending: the address stays. */
	HARDNESS_BLOCK,
	/* The recipient is gone: the only kind after which recommend() says suppress. */
	HARDNESS_HARD
} BounceHardness;

#define HARDNESS_COUNT 4

#define IANA_ENTRY_COUNT 92
#define IANA_SUBJECT_COUNT 8
#define IANA_DETAIL_COUNT 31
#define REPLY_ENTRY_COUNT 45

#define PROVIDER_COUNT 32
#define PROVIDER_ENTRY_COUNT 429
#define PROVIDER_NAME_WORDS 3
#define PROVIDER_HOST_MAX 24
#define PROVIDER_NAME_BITS 8
#define PROVIDER_HOST_BITS 10
#define PROVIDER_CODE_BITS 11

#define REGISTRY_DATE {2024, 12, 6}
#define TAXONOMY_VERSION "1.1"

#endif							/* SMTPCODE_REGISTRY_DATA_H */
