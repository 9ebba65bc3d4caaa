# smtpcode: SMTP status codes as PostgreSQL data types

PG_CONFIG ?= pg_config

# With VPATH the objects are made in another directory than this one.
source = $(or $(VPATH),.)

# The rooms of src/, each of which uses those before it (doc/design.md).
ROOMS = base code text registry words classify rules mail tally
$(if $(VPATH),$(shell mkdir -p $(ROOMS:%=src/%)))

EXTENSION = smtpcode
EXTENSION_VERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(source)/smtpcode.control)
PGFILEDESC = "smtpcode - SMTP status codes as data types"

# The install script is put together from the rooms, in this order.
EXTENSION_SCRIPT = $(EXTENSION)--$(EXTENSION_VERSION).sql
DATA_built = $(EXTENSION_SCRIPT)
EXTENSION_SQL = \
	src/base/base.sql \
	src/code/esc.sql \
	src/code/reply_code.sql \
	src/code/esc_pattern.sql \
	src/text/text.sql \
	src/registry/registry.sql \
	src/classify/taxonomy.sql \
	src/classify/classify.sql \
	src/classify/lint.sql \
	src/classify/registry_views.sql \
	src/classify/dependents.sql \
	src/rules/rules.sql \
	src/mail/dsn.sql \
	src/tally/tally.sql

MODULE_big = smtpcode
OBJS = \
	src/base/module.o \
	src/base/interrupt.o \
	src/base/composite.o \
	src/base/utf8_text.o \
	src/code/code_text.o \
	src/code/code_fault.o \
	src/code/esc.o \
	src/code/esc_analyze.o \
	src/code/esc_pattern.o \
	src/code/pattern_plan.o \
	src/code/reply_code.o \
	src/text/reply_words.o \
	src/text/number_scan.o \
	src/text/reply_scan.o \
	src/text/fingerprint.o \
	src/text/extract.o \
	src/registry/registry_data.o \
	src/registry/provider_data.o \
	src/registry/provider.o \
	src/registry/provider_facts.o \
	src/registry/esc_facts.o \
	src/registry/reply_facts.o \
	src/words/phrase_data.o \
	src/words/word_scan.o \
	src/words/phrase_match.o \
	src/words/reading.o \
	src/classify/classify_data.o \
	src/classify/diagnostic.o \
	src/classify/verdict.o \
	src/classify/lint.o \
	src/classify/lint_words.o \
	src/classify/taxonomy.o \
	src/classify/classify.o \
	src/classify/classify_plan.o \
	src/classify/explanation.o \
	src/classify/diagnosis.o \
	src/classify/esc_lookup.o \
	src/classify/registry_rows.o \
	src/rules/rule.o \
	src/rules/rule_set.o \
	src/rules/rule_edition.o \
	src/rules/rule_site.o \
	src/rules/bounce_rule.o \
	src/mail/mail_field.o \
	src/mail/mail_date.o \
	src/mail/mime_part.o \
	src/mail/dsn_report.o \
	src/mail/dsn.o \
	src/tally/tally_value.o \
	src/tally/tally_text.o \
	src/tally/tally_expanded.o \
	src/tally/tally.o \
	src/tally/esc_tally.o \
	src/tally/tally_query.o \
	src/tally/tally_agg.o \
	src/tally/bounce_rate.o

# The server's own headers do not pass -Wextra: take them as system headers.
# The server loads modules into one name space: what it does not call is hidden.
PG_CPPFLAGS = -I$(source)/src -isystem $(shell $(PG_CONFIG) --includedir-server) \
	-fvisibility=hidden \
	-DSMTPCODE_VERSION='"$(EXTENSION_VERSION)"'

REGRESS = \
	esc \
	esc_errors \
	short_text \
	esc_index \
	reply_code \
	esc_pattern \
	pattern_plan \
	operators \
	registry \
	classify \
	provider \
	constraints \
	lint \
	diagnose \
	by_numbers \
	diagnostic \
	phrase \
	crosswalk \
	dependents \
	extract \
	fingerprint \
	dsn \
	long_text \
	memory \
	bounce_rule \
	bounce_rule_cache \
	tally \
	tally_agg \
	damaged \
	rollup \
	partition
# In a database with the same encoding and order of texts, whatever the server's are.
REGRESS_OPTS = --load-extension=smtpcode --encoding=UTF8 --no-locale
ISOLATION = \
	rule_commit \
	rule_snapshot \
	rule_serializable \
	rule_writers \
	rule_parallel \
	rule_tampered
ISOLATION_OPTS = --load-extension=smtpcode --encoding=UTF8 --no-locale --inputdir=$(source)/test/isolation
PROVE_TESTS = test/t/*.pl

ifneq ($(filter installcheck,$(MAKECMDGOALS)),)
# The TAP tests run servers of their own, which refuse to be root's.
no_tap := $(if $(filter 0,$(shell id -u)),root runs no server,$(shell perl -MIPC::Run -e 1 2>/dev/null || echo there is no IPC::Run))
ifeq ($(origin TAP_TESTS),undefined)
TAP_TESTS := $(if $(no_tap),,1)
$(if $(no_tap),$(info # The TAP tests are skipped: $(no_tap).))
endif
# These servers take after whoever starts them, and PostgreSQL's modules drop LC_ALL.
export LANG = C.UTF-8
export TZ = UTC
unexport LANGUAGE LC_ALL LC_COLLATE LC_CTYPE LC_MONETARY LC_NUMERIC LC_TIME PGDATESTYLE PGOPTIONS PGTZ
endif

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(OBJS): $(wildcard $(source)/src/*/*.h)

$(EXTENSION_SCRIPT): $(EXTENSION_SQL)
	cat $^ >$@

# The C tables are made from the tab-separated files beside their generator.
GENERATORS = src/registry/generate.pl src/words/generate.pl src/classify/generate.pl
.PHONY: generate check-generated
generate:
	set -e; for generator in $(GENERATORS); do $(PERL) $(source)/$$generator; done

check-generated:
	set -e; for generator in $(GENERATORS); do $(PERL) $(source)/$$generator --check; done

.PHONY: bench
bench:
	$(source)/test/bench/suite/run

.PHONY: format lint
format lint:
	$(source)/script/$@

# A zip as PGXN takes it, of what is committed.
.PHONY: dist
DIST = $(EXTENSION)-$(EXTENSION_VERSION).0
dist:
	mkdir -p dist
	git archive --format zip --prefix=$(DIST)/ --output dist/$(DIST).zip HEAD
