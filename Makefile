# smtpcode: SMTP status codes as PostgreSQL data types

PG_CONFIG ?= pg_config

# With VPATH the objects are made in another directory than this one.
source = $(or $(VPATH),.)
$(if $(VPATH),$(shell mkdir -p src))

EXTENSION = smtpcode
EXTENSION_VERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" $(source)/smtpcode.control)
DATA = smtpcode--$(EXTENSION_VERSION).sql
PGFILEDESC = "smtpcode - SMTP status codes as data types"

MODULE_big = smtpcode
OBJS = \
	src/smtpcode.o \
	src/code_text.o \
	src/code_fault.o \
	src/esc.o \
	src/esc_analyze.o \
	src/esc_pattern.o \
	src/pattern_plan.o \
	src/reply_code.o \
	src/registry_data.o \
	src/provider_data.o \
	src/provider.o \
	src/provider_facts.o \
	src/esc_facts.o \
	src/reply_facts.o \
	src/registry_rows.o \
	src/composite.o \
	src/esc_lookup.o \
	src/reply_words.o \
	src/number_scan.o \
	src/reply_scan.o \
	src/fingerprint.o \
	src/extract.o \
	src/mail_field.o \
	src/mail_date.o \
	src/mime_part.o \
	src/dsn_report.o \
	src/utf8_text.o \
	src/dsn.o \
	src/verdict.o \
	src/lint.o \
	src/lint_words.o \
	src/taxonomy.o \
	src/classify.o \
	src/explanation.o \
	src/diagnosis.o \
	src/rule.o \
	src/rule_set.o \
	src/rule_edition.o \
	src/rule_site.o \
	src/bounce_rule.o \
	src/tally_value.o \
	src/tally_text.o \
	src/tally_expanded.o \
	src/tally.o \
	src/esc_tally.o \
	src/tally_query.o \
	src/tally_agg.o \
	src/bounce_rate.o

# The server's own headers do not pass -Wextra: take them as system headers.
PG_CPPFLAGS = -isystem $(shell $(PG_CONFIG) --includedir-server) \
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
	rollup \
	partition
# In a database with the same encoding and order of texts, whatever the server's are.
REGRESS_OPTS = --load-extension=smtpcode --encoding=UTF8 --no-locale
ISOLATION = \
	rule_commit \
	rule_snapshot \
	rule_serializable \
	rule_writers \
	rule_parallel
ISOLATION_OPTS = --load-extension=smtpcode --encoding=UTF8 --no-locale
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

$(OBJS): $(wildcard $(source)/src/*.h)

# The registry's C tables are made from the files in src/registry/.
.PHONY: generate check-generated
generate:
	$(PERL) $(source)/src/registry/generate.pl

check-generated:
	$(PERL) $(source)/src/registry/generate.pl --check

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
