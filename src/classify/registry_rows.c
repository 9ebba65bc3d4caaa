/*
 * registry_rows.c
 *	  The registry's tables as rows, for the views esc_registry,
 *	  reply_registry, provider_registry, phrase_registry, bounce_crosswalk and
 *	  esc_lint_words.
 *
 * Rows are of named composite types, which only ever grow at their end: a
 * library that knows more columns than the SQL version fills those it has.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/lsyscache.h"
#include "utils/tuplestore.h"

#include "base/utf8_text.h"
#include "code/code_datum.h"
#include "code/pattern_value.h"
#include "words/phrase.h"
#include "classify/crosswalk.h"
#include "classify/lint.h"
#include "classify/taxonomy.h"
#include "classify/verdict.h"

PG_FUNCTION_INFO_V1(esc_registry_rows);
PG_FUNCTION_INFO_V1(reply_registry_rows);
PG_FUNCTION_INFO_V1(provider_registry_rows);
PG_FUNCTION_INFO_V1(phrase_registry_rows);
PG_FUNCTION_INFO_V1(bounce_crosswalk_rows);
PG_FUNCTION_INFO_V1(esc_lint_words_rows);

#define MAX_COLUMNS 24

/* The row that is being filled, column by column, from the left. */
typedef struct RowBuilder
{
	ReturnSetInfo *result;
	int			column;
	Datum		values[MAX_COLUMNS];
	bool		nulls[MAX_COLUMNS];
} RowBuilder;

/* The values of our enums in the catalog, found when first needed. */
typedef struct EnumValues
{
	Oid			categories[CATEGORY_COUNT];
	Oid			actions[ACTION_COUNT];
	Oid			parties[PARTY_COUNT];
} EnumValues;

static void
begin_rows(RowBuilder *row, FunctionCallInfo fcinfo)
{
	InitMaterializedSRF(fcinfo, 0);
	row->result = (ReturnSetInfo *) fcinfo->resultinfo;
	row->column = 0;
}

/* Store the row and begin the next one. */
static void
end_row(RowBuilder *row)
{
	if (row->result->setDesc->natts > row->column)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("the library of extension smtpcode is older than its SQL objects"),
				 errhint("Install the library of the version that pg_extension shows.")));
	tuplestore_putvalues(row->result->setResult, row->result->setDesc,
						 row->values, row->nulls);
	row->column = 0;
}

static void
add_datum(RowBuilder *row, Datum value)
{
	Assert(row->column < MAX_COLUMNS);
	row->values[row->column] = value;
	row->nulls[row->column++] = false;
}

static void
add_null(RowBuilder *row)
{
	Assert(row->column < MAX_COLUMNS);
	row->values[row->column] = (Datum) 0;
	row->nulls[row->column++] = true;
}

static void
add_text(RowBuilder *row, const char *text)
{
	if (text == NULL)
		add_null(row);
	else
		add_datum(row, CStringGetTextDatum(text));
}

static void
add_date(RowBuilder *row, CalendarDate date)
{
	if (date.year == 0)
		add_null(row);
	else
		add_datum(row, DateADTGetDatum(date2j(date.year, date.month, date.day) -
									   POSTGRES_EPOCH_JDATE));
}

static void
add_int16_array(RowBuilder *row, Oid element_type, Datum *elements, int count)
{
	add_datum(row, PointerGetDatum(construct_array(elements, count,
												   element_type, sizeof(int16),
												   true, TYPALIGN_SHORT)));
}

/* Patterns as an array; its type is that of the column. */
static void
add_patterns(RowBuilder *row, const int64 *patterns, int count)
{
	TupleDesc	desc = row->result->setDesc;
	Datum	   *elements;
	Oid			element_type;

	if (count == 0 || row->column >= desc->natts)
	{
		add_null(row);
		return;
	}
	elements = palloc(sizeof(Datum) * count);
	for (int i = 0; i < count; i++)
		elements[i] = PatternGetDatum(patterns[i]);
	element_type = get_element_type(TupleDescAttr(desc, row->column)->atttypid);
	add_datum(row, PointerGetDatum(construct_array(elements, count,
												   element_type, sizeof(int64),
												   get_typbyval(element_type),
												   TYPALIGN_DOUBLE)));
}

static void
add_reply_codes(RowBuilder *row, const int16 *codes, int count)
{
	TupleDesc	desc = row->result->setDesc;
	Datum	   *elements;

	if (count == 0 || row->column >= desc->natts)
	{
		add_null(row);
		return;
	}
	elements = palloc(sizeof(Datum) * count);
	for (int i = 0; i < count; i++)
		elements[i] = ReplyGetDatum(codes[i]);
	add_int16_array(row,
					get_element_type(TupleDescAttr(desc, row->column)->atttypid),
					elements, count);
}

static void
add_classes(RowBuilder *row, bool stated, int mask)
{
	Datum		elements[10];
	int			count = 0;

	if (!stated)
	{
		add_null(row);
		return;
	}
	for (int class = 0; class < 10; class++)
	{
		if (mask & (1 << class))
			elements[count++] = Int16GetDatum((int16) class);
	}
	add_int16_array(row, INT2OID, elements, count);
}

/* Add a label of one of our enums; its type is that of the column. */
static void
add_label(RowBuilder *row, const BounceLabel *labels, int count, Oid *values,
		  int label)
{
	TupleDesc	desc = row->result->setDesc;

	if (!OidIsValid(values[label]) && row->column < desc->natts)
		taxonomy_resolve(TupleDescAttr(desc, row->column)->atttypid, labels,
						 count, values);
	add_datum(row, ObjectIdGetDatum(values[label]));
}

static void
add_category(RowBuilder *row, EnumValues *enums, BounceCategory category)
{
	add_label(row, bounce_category_labels, CATEGORY_COUNT, enums->categories,
			  category);
}

static void
add_action(RowBuilder *row, EnumValues *enums, BounceAction action)
{
	add_label(row, bounce_action_labels, ACTION_COUNT, enums->actions, action);
}

static void
add_party(RowBuilder *row, EnumValues *enums, BounceParty party)
{
	add_label(row, bounce_party_labels, PARTY_COUNT, enums->parties, party);
}

/*
 * esc_registry_rows
 *		Every record of IANA's three tables, in IANA's order.
 */
Datum
esc_registry_rows(PG_FUNCTION_ARGS)
{
	RowBuilder	row;
	EnumValues	enums = {0};

	begin_rows(&row, fcinfo);

	for (int i = 0; i < IANA_ENTRY_COUNT; i++)
	{
		const IanaEntry *entry = &iana_entries[i];
		const CategoryEntry *category = &category_entries[entry->category];
		BounceAction permanent_action = category->permanent_action;

		if (entry->dead_recipient)
			permanent_action = ACTION_SUPPRESS;

		add_datum(&row, PatternGetDatum(entry->pattern));
		add_text(&row, iana_kind_name(entry->kind));
		add_text(&row, entry->sample_text);
		add_reply_codes(&row, entry->basic_codes, entry->basic_code_count);
		add_text(&row, entry->basic_note);
		add_text(&row, entry->description);
		add_text(&row, entry->reference);
		add_text(&row, entry->submitter);
		add_text(&row, entry->change_controller);
		add_date(&row, entry->registered);
		add_date(&row, entry->updated);
		add_classes(&row, entry->classes_stated, entry->classes);
		add_category(&row, &enums, entry->category);
		add_text(&row, entry->reason);
		add_text(&row, entry->classes_basis);
		add_party(&row, &enums, entry->party);

		/* a class has an action for itself only */
		if (entry->transient_reason != NULL)
			add_action(&row, &enums, category->transient_action);
		else
			add_null(&row);
		add_text(&row, entry->transient_reason);
		if (entry->permanent_reason != NULL)
			add_action(&row, &enums, permanent_action);
		else
			add_null(&row);
		add_text(&row, entry->permanent_reason);
		end_row(&row);
	}
	return (Datum) 0;
}

/*
 * reply_registry_rows
 *		Every registered reply code, in ascending order.
 */
Datum
reply_registry_rows(PG_FUNCTION_ARGS)
{
	RowBuilder	row;
	EnumValues	enums = {0};

	begin_rows(&row, fcinfo);

	for (int i = 0; i < REPLY_ENTRY_COUNT; i++)
	{
		const ReplyEntry *entry = &reply_entries[i];
		BounceEvidence evidence = {.has_reply = true, .reply = entry->code};
		BounceVerdict verdict = bounce_judge(&evidence);

		add_datum(&row, ReplyGetDatum(entry->code));
		add_text(&row, reply_severities[reply_class_of(entry->code)]);
		add_text(&row, reply_subjects[entry->code / 10 % 10]);
		add_text(&row, entry->name);
		add_text(&row, entry->reference);
		add_text(&row, entry->status);
		add_category(&row, &enums, verdict.category);
		add_action(&row, &enums, verdict.action);
		add_text(&row, entry->reason);
		end_row(&row);
	}
	return (Datum) 0;
}

/* What follows from a meaning, where it is known to be the one. */
static BounceAction
meaning_action(const ProviderEntry *entry)
{
	const CategoryEntry *category = &category_entries[entry->category];

	if (entry->dead_recipient)
		return ACTION_SUPPRESS;
	return pattern_parts(entry->pattern).class == 5 ?
		category->permanent_action : category->transient_action;
}

/*
 * provider_registry_rows
 *		Every meaning that a provider gives to a code.
 */
Datum
provider_registry_rows(PG_FUNCTION_ARGS)
{
	RowBuilder	row;
	EnumValues	enums = {0};

	begin_rows(&row, fcinfo);

	for (int i = 0; i < PROVIDER_ENTRY_COUNT; i++)
	{
		const ProviderEntry *entry = &provider_entries[i];

		add_text(&row, provider_name(entry->provider));
		add_datum(&row, PatternGetDatum(entry->pattern));
		add_reply_codes(&row, entry->basic_codes, entry->basic_code_count);
		add_text(&row, entry->tag);
		add_text(&row, entry->meaning);
		add_category(&row, &enums, entry->category);
		add_action(&row, &enums, meaning_action(entry));
		add_text(&row, provider_relation_name(entry->relation));
		add_text(&row, provider_evidence_name(entry->evidence));
		add_text(&row, entry->source->title);
		add_text(&row, entry->source->edition);
		add_text(&row, provider_side_name(entry->side));
		add_datum(&row, BoolGetDatum(entry->dead_recipient));
		end_row(&row);
	}
	return (Datum) 0;
}

/*
 * phrase_registry_rows
 *		Every phrase, in the order of phrases.tsv.
 */
Datum
phrase_registry_rows(PG_FUNCTION_ARGS)
{
	static const char *const abouts[] = {
		[ABOUT_RECIPIENT] = "recipient",
		[ABOUT_SENDER] = "sender",
		[ABOUT_CLIENT] = "client",
		[ABOUT_MESSAGE] = "message",
		[ABOUT_RECEIVER] = "receiver",
		[ABOUT_NETWORK] = "network",
		[ABOUT_UNKNOWN] = "unknown"
	};
	RowBuilder	row;
	EnumValues	enums = {0};

	begin_rows(&row, fcinfo);

	for (int i = 0; i < PHRASE_COUNT; i++)
	{
		const PhraseEntry *entry = &phrase_entries[i];

		add_text(&row, utf8_text(entry->phrase));
		add_category(&row, &enums, entry->category);
		add_text(&row, abouts[entry->about]);
		add_text(&row, entry->strength == PHRASE_REASON ? "reason" : "hint");
		add_datum(&row, BoolGetDatum(entry->dead_recipient));
		if (entry->action != NO_ACTION)
			add_action(&row, &enums, entry->action);
		else
			add_null(&row);
		add_text(&row, entry->language);
		add_text(&row, provider_name(entry->provider));
		add_patterns(&row, entry->only_codes, entry->only_code_count);
		add_reply_codes(&row, entry->only_replies, entry->only_reply_count);
		add_text(&row, entry->source);
		add_date(&row, entry->reviewed);
		end_row(&row);
	}
	return (Datum) 0;
}

/*
 * bounce_crosswalk_rows
 *		What each other system calls each category, in the order of the
 *		categories.
 */
Datum
bounce_crosswalk_rows(PG_FUNCTION_ARGS)
{
	RowBuilder	row;
	EnumValues	enums = {0};

	begin_rows(&row, fcinfo);

	for (int i = 0; i < CROSSWALK_ENTRY_COUNT; i++)
	{
		const CrosswalkEntry *entry = &crosswalk_entries[i];

		add_category(&row, &enums, entry->category);
		add_text(&row, entry->system);
		add_text(&row, entry->name);
		if (entry->number != 0)
			add_datum(&row, Int32GetDatum(entry->number));
		else
			add_null(&row);
		add_datum(&row, BoolGetDatum(entry->lossy));
		add_text(&row, entry->meaning);
		end_row(&row);
	}
	return (Datum) 0;
}

/*
 * esc_lint_words_rows
 *		The words of esc_lint, in its order, with what they mean.
 */
Datum
esc_lint_words_rows(PG_FUNCTION_ARGS)
{
	RowBuilder	row;

	begin_rows(&row, fcinfo);

	for (int i = 0; i < LINT_COUNT; i++)
	{
		const LintEntry *entry = &lint_entries[i];

		add_text(&row, entry->word);
		add_text(&row, entry->about);
		add_text(&row, entry->meaning);
		add_text(&row, entry->remedy);
		end_row(&row);
	}
	return (Datum) 0;
}
