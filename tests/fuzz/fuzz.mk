# SPDX-License-Identifier: MIT
# Targets over the pure functions; `make check` runs their corpora.  A file
# of a corpus is named by its SHA-256.

FUZZERS = \
	tests/fuzz/fuzz-demux \
	tests/fuzz/fuzz-jsonseq \
	tests/fuzz/fuzz-httphead \
	tests/fuzz/fuzz-verdict \
	tests/fuzz/fuzz-decode \
	tests/fuzz/fuzz-uri \
	tests/fuzz/fuzz-validate \
	tests/fuzz/fuzz-yamldoc \
	tests/fuzz/fuzz-swagger

if MOCK
FUZZERS += tests/fuzz/fuzz-httpreq
endif

if FUZZING
noinst_PROGRAMS += $(FUZZERS)
FUZZ_MAIN = tests/fuzz/fuzz.h
else
check_PROGRAMS += $(FUZZERS)
TESTS += $(FUZZERS)
FUZZ_MAIN = tests/fuzz/fuzz.h tests/fuzz/replay.c
endif
EXTRA_DIST += tests/fuzz/replay.c

FUZZ_CPPFLAGS = $(libcore_la_CPPFLAGS)
FUZZ_LIBS = $(FUZZ_ENGINE) libcore.la libtables.la
# The generator without its main().
FUZZ_GENERATOR = \
	tools/base.c tools/base.h \
	tools/facts.c tools/facts.h \
	tools/intern.c tools/intern.h \
	tools/schema.c tools/schema.h \
	tools/swagger.c tools/swagger.h \
	tools/version.c tools/version.h \
	tools/yamldoc.c tools/yamldoc.h
FUZZ_GENERATOR_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS) -I$(srcdir)/tools

tests_fuzz_fuzz_demux_SOURCES = tests/fuzz/demux.c $(FUZZ_MAIN)
tests_fuzz_fuzz_demux_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_demux_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_jsonseq_SOURCES = tests/fuzz/jsonseq.c $(FUZZ_MAIN)
tests_fuzz_fuzz_jsonseq_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_jsonseq_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_httphead_SOURCES = tests/fuzz/httphead.c $(FUZZ_MAIN)
tests_fuzz_fuzz_httphead_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_httphead_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_httpreq_SOURCES = tests/fuzz/httpreq.c $(FUZZ_MAIN)
tests_fuzz_fuzz_httpreq_CPPFLAGS = $(FUZZ_CPPFLAGS) -I$(srcdir)/src/mock
tests_fuzz_fuzz_httpreq_LDADD = $(FUZZ_ENGINE) libmockcore.la libcore.la \
	libtables.la
tests_fuzz_fuzz_verdict_SOURCES = tests/fuzz/verdict.c $(FUZZ_MAIN)
tests_fuzz_fuzz_verdict_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_verdict_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_decode_SOURCES = tests/fuzz/decode.c $(FUZZ_MAIN)
tests_fuzz_fuzz_decode_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_decode_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_uri_SOURCES = tests/fuzz/uri.c $(FUZZ_MAIN)
tests_fuzz_fuzz_uri_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_uri_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_validate_SOURCES = tests/fuzz/validate.c $(FUZZ_MAIN)
tests_fuzz_fuzz_validate_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_validate_LDADD = $(FUZZ_LIBS)
tests_fuzz_fuzz_yamldoc_SOURCES = tests/fuzz/yamldoc.c $(FUZZ_MAIN) \
	$(FUZZ_GENERATOR)
tests_fuzz_fuzz_yamldoc_CPPFLAGS = $(FUZZ_GENERATOR_CPPFLAGS)
tests_fuzz_fuzz_yamldoc_LDADD = $(FUZZ_ENGINE) $(YAML_LIBS) -lm
tests_fuzz_fuzz_swagger_SOURCES = tests/fuzz/swagger.c $(FUZZ_MAIN) \
	$(FUZZ_GENERATOR)
tests_fuzz_fuzz_swagger_CPPFLAGS = $(FUZZ_GENERATOR_CPPFLAGS)
tests_fuzz_fuzz_swagger_LDADD = $(FUZZ_ENGINE) $(YAML_LIBS) -lm

EXTRA_DIST += tests/fuzz/corpus
