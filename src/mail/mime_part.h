/*
 * mime_part.h
 *	  The machine-readable parts of a delivery status notification: where they
 *	  are in a message, and how they are encoded (RFC 2045, RFC 2046, RFC 6522).
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_MIME_PART_H
#define SMTPCODE_MIME_PART_H

#include "mail/mail_field.h"

/* Multiparts within multiparts: deeper ones are not looked into. */
#define MIME_MAX_DEPTH 8

typedef enum MimeEncoding
{
	MIME_PLAIN,					/* 7bit, 8bit, binary or nothing said */
	MIME_BASE64,
	MIME_QUOTED_PRINTABLE
} MimeEncoding;

typedef enum MimeKind
{
	MIME_UNTYPED,				/* no Content-Type */
	MIME_STATUS,				/* a report's machine-readable part */
	MIME_MULTIPART,				/* with a boundary */
	MIME_OPAQUE					/* anything else */
} MimeKind;

/* What a header says of the body behind it. */
typedef struct MimeHeader
{
	MimeKind	kind;
	MimeEncoding encoding;
	MailSlice	boundary;		/* of a multipart */
} MimeHeader;

typedef struct MimePart
{
	MailSlice	body;
	MimeEncoding encoding;
	bool		is_labelled;	/* a header says that it is such a part */
} MimePart;

/* Where the next part of a text is looked for. */
typedef struct MimeCursor
{
	MailSlice	rest;			/* what has not been read */
	bool		is_part;		/* it is a part as a whole: */
	MimeHeader	header;			/* that of the part */
	int			depth;			/* multiparts that are open */
	MailSlice	boundaries[MIME_MAX_DEPTH];
} MimeCursor;

extern MimeCursor mime_open(const char *text, size_t length);
extern bool mime_next_status(MimeCursor *cursor, MimePart *part);
extern size_t mime_decode(MimePart part, char *text);

#endif							/* SMTPCODE_MIME_PART_H */
