/*
 * mail_date.c
 *	  Reading a date-time of RFC 5322, section 3.3, and its obsolete forms of
 *	  section 4.3, into a point of time.
 *
 * Of its own, since the server's input of dates depends on settings, and takes
 * what is no date of mail.
 */
#include "mail/mail_date.h"

#include "base/ascii.h"

#define SECONDS_PER_MINUTE 60
#define SECONDS_PER_HOUR 3600
#define SECONDS_PER_DAY 86400

static const char *const day_names[] = {
	"sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL
};

static const char *const month_names[] = {
	"jan", "feb", "mar", "apr", "may", "jun",
	"jul", "aug", "sep", "oct", "nov", "dec", NULL
};

typedef struct ZoneName
{
	const char *name;
	int			hours;			/* east of Greenwich */
} ZoneName;

/*
 * RFC 5322, section 4.3.  UTC is not in there, but is sent, and means what it
 * says.  Of other names there, such as CET, one may only guess the meaning.
 */
static const ZoneName zone_names[] = {
	{"ut", 0}, {"utc", 0}, {"gmt", 0},
	{"est", -5}, {"edt", -4}, {"cst", -6}, {"cdt", -5},
	{"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7},
	{NULL, 0}
};

/*
 * Cut off a run of digits, of which there must be no fewer and no more, and
 * the comments behind it.
 */
static bool
take_number(MailSlice *rest, size_t fewest, size_t most, int *number,
			size_t *digits)
{
	size_t		count = 0;
	int			value = 0;

	while (count < rest->length && is_digit(rest->start[count]))
	{
		if (count == most)
			return false;
		value = value * 10 + (rest->start[count++] - '0');
	}
	if (count < fewest)
		return false;
	*number = value;
	*digits = count;
	mail_skip(rest, count);
	mail_skip_comments(rest);
	return true;
}

/* The same for a number of exactly two digits */
static bool
take_two_digits(MailSlice *rest, int *number)
{
	size_t		digits;

	return take_number(rest, 2, 2, number, &digits);
}

/* Cut off the mark and the comments behind it, if it is there. */
static bool
take_mark(MailSlice *rest, char mark)
{
	if (rest->length == 0 || rest->start[0] != mark)
		return false;
	mail_skip(rest, 1);
	mail_skip_comments(rest);
	return true;
}

/* Cut off a run of letters and the comments behind it. */
static MailSlice
take_letters(MailSlice *rest)
{
	MailSlice	letters = {rest->start, 0};

	while (letters.length < rest->length &&
		   is_letter(letters.start[letters.length]))
		letters.length++;
	mail_skip(rest, letters.length);
	mail_skip_comments(rest);
	return letters;
}

/* The place of a name in a list that ends with a NULL, or -1. */
static int
find_name(MailSlice name, const char *const *names)
{
	for (int i = 0; names[i] != NULL; i++)
	{
		if (mail_equals(name, names[i]))
			return i;
	}
	return -1;
}

/* A year of two or three digits is one from 1950 to 2049, or since 1900. */
static bool
take_year(MailSlice *rest, int *year)
{
	size_t		digits;

	if (!take_number(rest, 2, 4, year, &digits))
		return false;
	if (digits == 2 && *year < 50)
		*year += 2000;
	else if (digits < 4)
		*year += 1900;
	return *year >= 1900;
}

static bool
is_leap_year(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 1 && is_leap_year(year) ? 29 : days[month];
}

/* The leap days of all years before that one */
static int
leap_days(int year)
{
	int			before = year - 1;

	return before / 4 - before / 100 + before / 400;
}

/* Days from 1 January 1970; months and days count from 0. */
static int32_t
days_since_1970(int year, int month, int day)
{
	int32_t		days = (year - 1970) * 365 + leap_days(year) - leap_days(1970);

	for (int i = 0; i < month; i++)
		days += days_in_month(year, i);
	return days + day;
}

/*
 * Cut off a zone: +hhmm, one of the names above, or a letter of the military,
 * which RFC 822 got wrong and which therefore say as little as -0000.
 */
static bool
take_zone(MailSlice *rest, int32_t *seconds)
{
	MailSlice	name;

	if (rest->length > 0 && (rest->start[0] == '+' || rest->start[0] == '-'))
	{
		bool		west = rest->start[0] == '-';
		size_t		digits;
		int			number;

		mail_skip(rest, 1);
		if (!take_number(rest, 4, 4, &number, &digits) || number % 100 > 59)
			return false;
		*seconds = number / 100 * SECONDS_PER_HOUR +
			number % 100 * SECONDS_PER_MINUTE;
		if (west)
			*seconds = -*seconds;
		return true;
	}

	name = take_letters(rest);
	if (name.length == 1 && ascii_lower(name.start[0]) != 'j')
	{
		*seconds = 0;
		return true;
	}
	for (const ZoneName *zone = zone_names; zone->name != NULL; zone++)
	{
		if (mail_equals(name, zone->name))
		{
			*seconds = zone->hours * SECONDS_PER_HOUR;
			return true;
		}
	}
	return false;
}

/*
 * mail_date_parse
 *		Read a date and time as seconds since 1970-01-01 00:00 UTC.
 *
 * The whole text must be the date.  False for what is none, for a date or time
 * that does not exist, for years before 1900 and after 9999, and for a zone
 * that is missing or unknown.  The 60th second is the next minute's first; the
 * name of the day is not compared with the date.
 */
bool
mail_date_parse(MailSlice text, int64_t *seconds)
{
	int			day;
	int			month;
	int			year;
	int			hour;
	int			minute;
	int			second = 0;
	size_t		digits;
	int32_t		zone;

	mail_skip_comments(&text);
	if (text.length > 0 && is_letter(text.start[0]) &&
		(find_name(take_letters(&text), day_names) < 0 ||
		 !take_mark(&text, ',')))
		return false;

	if (!take_number(&text, 1, 2, &day, &digits))
		return false;
	month = find_name(take_letters(&text), month_names);
	if (month < 0 || !take_year(&text, &year) ||
		day < 1 || day > days_in_month(year, month))
		return false;

	if (!take_two_digits(&text, &hour) || !take_mark(&text, ':') ||
		!take_two_digits(&text, &minute) ||
		(take_mark(&text, ':') && !take_two_digits(&text, &second)) ||
		hour > 23 || minute > 59 || second > 60)
		return false;

	if (!take_zone(&text, &zone) || text.length > 0)
		return false;

	second += hour * SECONDS_PER_HOUR + minute * SECONDS_PER_MINUTE - zone;
	*seconds = (int64_t) days_since_1970(year, month, day - 1) * SECONDS_PER_DAY +
		second;
	return true;
}
