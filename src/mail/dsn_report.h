/*
 * dsn_report.h
 *	  A delivery status notification's machine-readable part, taken apart into
 *	  recipients and fields (RFC 3464), and what the fields say.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_DSN_REPORT_H
#define SMTPCODE_DSN_REPORT_H

#include <stdint.h>

#include "mail/mail_field.h"

/* The fields that are read: those of a recipient, then those of the message. */
typedef enum DsnField
{
	DSN_ORIGINAL_RECIPIENT,
	DSN_FINAL_RECIPIENT,
	DSN_ACTION,
	DSN_STATUS,
	DSN_DIAGNOSTIC_CODE,
	DSN_REMOTE_MTA,
	DSN_LAST_ATTEMPT_DATE,
	DSN_WILL_RETRY_UNTIL,
	DSN_FINAL_LOG_ID,
	DSN_REPORTING_MTA,
	DSN_ARRIVAL_DATE,
	DSN_ORIGINAL_ENVELOPE_ID,
	DSN_OTHER_FIELD
} DsnField;

#define DSN_FIELD_COUNT DSN_OTHER_FIELD

/*
 * A field of the message is part of each recipient's row, so that a long one
 * would take many times its bytes: longer ones are empty.  The ends of its lines
 * do not count, which differ from one copy of a message to the next.
 */
#define DSN_MESSAGE_FIELD_MAX 255

/* The bodies of the fields; start is NULL for those that are not there. */
typedef struct DsnRecipient
{
	MailSlice	fields[DSN_FIELD_COUNT];
} DsnRecipient;

/* Where the next recipient of a report is looked for. */
typedef struct DsnReport
{
	MailSlice	rest;			/* what has not been read */
	bool		ends_at_header; /* of a message */
	bool		in_recipients;	/* the fields of the message have ended */
	DsnRecipient message;		/* they, so far */
} DsnReport;

/* A value that names its type, such as rfc822; jane@shop.example */
typedef struct DsnTyped
{
	MailSlice	type;			/* start is NULL if there is none */
	MailSlice	value;
} DsnTyped;

extern DsnReport dsn_open(MailSlice text, bool ends_at_header);
extern bool dsn_next_recipient(DsnReport *report, DsnRecipient *recipient);

extern DsnTyped dsn_typed_value(MailSlice body);
extern DsnTyped dsn_address(MailSlice body);
extern MailSlice dsn_mta_name(MailSlice body);
extern MailSlice dsn_action(MailSlice body);
extern bool dsn_is_exit_status(DsnTyped diagnostic, int32_t reply);
extern bool dsn_status(MailSlice body, int32_t *code);
extern bool dsn_is_escaped(MailSlice address);
extern size_t dsn_read_escape(MailSlice text, uint32_t *character);

#endif							/* SMTPCODE_DSN_REPORT_H */
