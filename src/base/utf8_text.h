/*
 * utf8_text.h
 *	  Text that comes as UTF-8, whatever the encoding of the database.
 */
#ifndef SMTPCODE_UTF8_TEXT_H
#define SMTPCODE_UTF8_TEXT_H

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

extern char *utf8_text(const char *utf8);
extern bool utf8_append(StringInfo text, const char *utf8, size_t length);
extern void utf8_append_character(StringInfo text, pg_wchar character);

#endif							/* SMTPCODE_UTF8_TEXT_H */
