/*
 * mail_date.h
 *	  Dates in the form of mail: Tue, 24 Nov 2026 09:30:00 +0100.
 *
 * Free of PostgreSQL.
 */
#ifndef SMTPCODE_MAIL_DATE_H
#define SMTPCODE_MAIL_DATE_H

#include <stdint.h>

#include "mail/mail_field.h"

extern bool mail_date_parse(MailSlice text, int64_t *seconds);

#endif							/* SMTPCODE_MAIL_DATE_H */
