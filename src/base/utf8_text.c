/*
 * utf8_text.c
 *	  From UTF-8 to the encoding of the database, without errors.
 *
 * The server's own conversion raises an error at the first character that the
 * encoding of the database lacks.  Here it becomes \x{HEX}, which is how mail
 * writes characters beyond ASCII in ASCII (RFC 6533, section 3).
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "miscadmin.h"
#include "utils/memutils.h"

#include "base/compat.h"
#include "base/utf8_text.h"

/* A character takes at most so many times its bytes, as \x{HEX} for example. */
#define MAX_GROWTH 4

/* Append one character, given in UTF-8, as the conversion has it. */
static void
append_converted(StringInfo text, Oid conversion, const char *utf8, int length)
{
	unsigned char local[MAX_CONVERSION_GROWTH * MAX_MULTIBYTE_CHAR_LEN + 1];

	if (OidIsValid(conversion) &&
		pg_do_encoding_conversion_buf(conversion, PG_UTF8,
									  GetDatabaseEncoding(),
									  (unsigned char *) utf8, length,
									  local, sizeof(local), true) == length)
		appendStringInfoString(text, (char *) local);
	else
		appendStringInfo(text, "\\x{%X}",
						 (unsigned int) utf8_to_unicode((unsigned char *) utf8));
}

/*
 * utf8_append
 *		Append text that comes as UTF-8.
 *
 * False if it is not valid, has a zero byte, or is too long to be converted.
 * A database of encoding SQL_ASCII takes any other bytes as they are.
 */
bool
utf8_append(StringInfo text, const char *utf8, size_t length)
{
	int			encoding = GetDatabaseEncoding();
	Oid			conversion;
	size_t		at = 0;

	if (length > MaxAllocSize / MAX_GROWTH ||
		!pg_verify_mbstr(encoding == PG_SQL_ASCII ? PG_SQL_ASCII : PG_UTF8,
						 utf8, (int) length, true))
		return false;
	if (encoding == PG_SQL_ASCII || encoding == PG_UTF8)
	{
		appendBinaryStringInfo(text, utf8, (int) length);
		return true;
	}

	conversion = FindDefaultConversionProc(PG_UTF8, encoding);
	while (at < length)
	{
		size_t		run = 0;
		int			size;

		CHECK_FOR_INTERRUPTS();
		while (at + run < length && !IS_HIGHBIT_SET(utf8[at + run]))
			run++;
		appendBinaryStringInfo(text, utf8 + at, (int) run);
		at += run;
		if (at == length)
			break;
		size = pg_utf_mblen((const unsigned char *) utf8 + at);
		append_converted(text, conversion, utf8 + at, size);
		at += (size_t) size;
	}
	return true;
}

/*
 * utf8_append_character
 *		Append a character, as \x{HEX} if the encoding of the database lacks it;
 *		SQL_ASCII is taken to have ASCII only.
 */
void
utf8_append_character(StringInfo text, pg_wchar character)
{
	unsigned char utf8[MAX_MULTIBYTE_CHAR_LEN];
	int			encoding = GetDatabaseEncoding();

	unicode_to_utf8(character, utf8);
	if (encoding == PG_UTF8 || character < 0x80)
		appendBinaryStringInfo(text, (char *) utf8, pg_utf_mblen(utf8));
	else
		append_converted(text, encoding == PG_SQL_ASCII ? InvalidOid :
						 FindDefaultConversionProc(PG_UTF8, encoding),
						 (char *) utf8, pg_utf_mblen(utf8));
}

/* Text of our own tables, which is valid. */
char *
utf8_text(const char *utf8)
{
	StringInfoData text;

	initStringInfo(&text);
	if (!utf8_append(&text, utf8, strlen(utf8)))
		elog(ERROR, "invalid text in a table of extension smtpcode");
	return text.data;
}
