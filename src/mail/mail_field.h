/*
 * mail_field.h
 *	  The fields of a message or of a part of one (RFC 5322, section 2.2), and
 *	  the little that their structured bodies have in common.
 *
 * Free of PostgreSQL.  Nothing is copied: what is found is a slice of the
 * text.
 */
#ifndef SMTPCODE_MAIL_FIELD_H
#define SMTPCODE_MAIL_FIELD_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of the text; start is NULL where something is absent. */
typedef struct MailSlice
{
	const char *start;
	size_t		length;
} MailSlice;

static inline MailSlice
mail_slice(const char *start, size_t length)
{
	MailSlice	slice = {start, length};

	return slice;
}

/* What is not there */
static inline MailSlice
mail_no_slice(void)
{
	return mail_slice(NULL, 0);
}

typedef enum MailItemKind
{
	MAIL_FIELD,
	MAIL_EMPTY_LINE,			/* which ends a group of fields */
	MAIL_OTHER_LINE,			/* neither of them */
	MAIL_END					/* of the text */
} MailItemKind;

typedef struct MailItem
{
	MailItemKind kind;
	MailSlice	name;			/* of a field */
	MailSlice	body;			/* of a field, folded as it is; else the line */
} MailItem;

extern MailSlice mail_take_line(MailSlice *rest);
extern MailItem mail_take_item(MailSlice *rest);
extern bool mail_equals(MailSlice slice, const char *word);
extern void mail_skip(MailSlice *rest, size_t count);
extern void mail_trim(MailSlice *slice);
extern void mail_skip_comments(MailSlice *rest);
extern MailSlice mail_take_token(MailSlice *rest, const char *delimiters);
extern size_t mail_unfold(MailSlice body, char *text);

#endif							/* SMTPCODE_MAIL_FIELD_H */
