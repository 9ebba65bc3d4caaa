# smtpcode: SMTP status codes as PostgreSQL data types

PG_CONFIG ?= pg_config

EXTENSION = smtpcode
EXTENSION_VERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" smtpcode.control)
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
	src/esc_facts.o \
	src/reply_facts.o \
	src/registry_rows.o \
	src/composite.o \
	src/esc_lookup.o \
	src/reply_words.o \
	src/number_scan.o \
	src/reply_scan.o \
	src/extract.o \
	src/verdict.o \
	src/taxonomy.o \
	src/classify.o

# The server's own headers do not pass -Wextra: take them as system headers.
PG_CPPFLAGS = -isystem $(shell $(PG_CONFIG) --includedir-server) \
	-DSMTPCODE_VERSION='"$(EXTENSION_VERSION)"'

REGRESS = \
	esc \
	esc_errors \
	esc_index \
	reply_code \
	esc_pattern \
	pattern_plan \
	operators \
	registry \
	classify \
	constraints \
	extract
REGRESS_OPTS = --load-extension=smtpcode
TAP_TESTS = 1
PROVE_TESTS = test/t/*.pl

PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

$(OBJS): $(wildcard src/*.h)

# The registry's C tables are made from the files in src/registry/.
.PHONY: generate check-generated
generate:
	$(PERL) src/registry/generate.pl

check-generated:
	$(PERL) src/registry/generate.pl --check
