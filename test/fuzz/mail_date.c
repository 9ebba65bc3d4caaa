/*
 * mail_date.c
 *	  Fuzz target: what must hold of the dates read from any text.  The C
 *	  library's calendar is the judge.
 */
#define _DEFAULT_SOURCE
#define _FILE_OFFSET_BITS 64	/* which _TIME_BITS takes */
#define _TIME_BITS 64			/* the calendar beyond 2038 on 32 bits, too */
#undef NDEBUG
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "mail/mail_date.h"

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
};

/* 1900-01-01 00:00 +9959 and 9999-12-31 23:59:60 -9959 */
#define EARLIEST INT64_C(-2209348740)
#define LATEST INT64_C(253402660740)

static bool
parse(const char *text, int64_t *seconds)
{
	return mail_date_parse(mail_slice(text, strlen(text)), seconds);
}

/* A date is one that exists, and is read again if it is written out. */
static void
check_text(const char *text, size_t length)
{
	int64_t		seconds;
	int64_t		again;
	time_t		time;
	struct tm	parts;
	char		written[64];

	if (!mail_date_parse(mail_slice(text, length), &seconds))
		return;
	assert(seconds >= EARLIEST && seconds <= LATEST);
	time = (time_t) seconds;
	assert(gmtime_r(&time, &parts) != NULL);
	if (parts.tm_year < 0 || parts.tm_year > 9999 - 1900)
		return;
	snprintf(written, sizeof(written), "%d %s %04d %02d:%02d:%02d +0000",
			 parts.tm_mday, months[parts.tm_mon], parts.tm_year + 1900,
			 parts.tm_hour, parts.tm_min, parts.tm_sec);
	assert(parse(written, &again) && again == seconds);
}

/* A date made of numbers is read exactly if the calendar has it. */
static void
check_numbers(const uint8_t *data)
{
	int			day = data[0] % 34;
	int			month = data[1] % 12;
	int			year = 1890 + (data[2] << 8 | data[3]) % 8112;
	int			hour = data[4] % 26;
	int			minute = data[5] % 62;
	int			second = data[6] % 63;
	int			zone_hours = data[7] % 100;
	int			zone_minutes = data[8] % 62;
	bool		west = data[9] & 1;
	struct tm	parts = {
		.tm_mday = day,.tm_mon = month,.tm_year = year - 1900,
		.tm_hour = hour,.tm_min = minute
	};
	int64_t		wanted = (int64_t) timegm(&parts) + second -
		(west ? -1 : 1) * (zone_hours * 3600 + zone_minutes * 60);
	bool		exists = day > 0 && parts.tm_mday == day && parts.tm_mon == month &&
		parts.tm_hour == hour && parts.tm_min == minute &&
		second <= 60 && zone_minutes <= 59 && year >= 1900 && year <= 9999;
	int64_t		seconds;
	char		text[80];

	snprintf(text, sizeof(text), "%d %s %d %02d:%02d:%02d %c%02d%02d",
			 day, months[month], year, hour, minute, second,
			 west ? '-' : '+', zone_hours, zone_minutes);
	assert(parse(text, &seconds) == exists);
	assert(!exists || seconds == wanted);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check_text(NULL, 0);		/* a field that is not there */
	check_text((const char *) data, size);
	if (size >= 10)
		check_numbers(data);
	return 0;
}
