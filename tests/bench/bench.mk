# SPDX-License-Identifier: MIT
# Measurements: `make bench`.  Nothing here is built or run by `make check`.
if MOCK
BENCHES = tests/bench/bench-lookup tests/bench/bench-create \
	tests/bench/bench-ping tests/bench/bench-decode \
	tests/bench/bench-which \
	tests/bench/bench-demux tests/bench/bench-jsonseq
BENCHES_OF_COMMANDS = tests/bench/bench-start tests/bench/bench-transfer
EXTRA_PROGRAMS += $(BENCHES) $(BENCHES_OF_COMMANDS)
CLEANFILES += $(BENCHES) $(BENCHES_OF_COMMANDS)

BENCH_SOURCES = tests/bench/bench.c tests/bench/bench.h
BENCH_LIBS = $(ENGINE_LIBS) libdavit.la $(JANSSON_LIBS) -lm

tests_bench_bench_lookup_SOURCES = tests/bench/lookup.c $(BENCH_SOURCES)
tests_bench_bench_lookup_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_bench_bench_lookup_LDADD = $(BENCH_LIBS)

tests_bench_bench_create_SOURCES = tests/bench/create.c $(BENCH_SOURCES)
tests_bench_bench_create_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_bench_bench_create_LDADD = $(BENCH_LIBS)

tests_bench_bench_ping_SOURCES = tests/bench/ping.c $(BENCH_SOURCES)
tests_bench_bench_ping_CPPFLAGS = $(ENGINE_CPPFLAGS) $(CURL_CFLAGS)
tests_bench_bench_ping_LDADD = $(BENCH_LIBS) $(CURL_LIBS)

tests_bench_bench_decode_SOURCES = tests/bench/decode.c $(BENCH_SOURCES)
tests_bench_bench_decode_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_bench_bench_decode_LDADD = $(BENCH_LIBS)

tests_bench_bench_which_SOURCES = tests/bench/which.c $(BENCH_SOURCES)
tests_bench_bench_which_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_bench_bench_which_LDADD = $(BENCH_LIBS)

# The insides are measured.
tests_bench_bench_demux_SOURCES = tests/bench/demux.c $(BENCH_SOURCES)
tests_bench_bench_demux_CPPFLAGS = $(libcore_la_CPPFLAGS)
tests_bench_bench_demux_LDADD = $(ENGINE_LIBS) libcore.la libtables.la -lm

tests_bench_bench_jsonseq_SOURCES = tests/bench/jsonseq.c $(BENCH_SOURCES)
tests_bench_bench_jsonseq_CPPFLAGS = $(libcore_la_CPPFLAGS)
tests_bench_bench_jsonseq_LDADD = $(ENGINE_LIBS) libcore.la libtables.la -lm

# Not src/: its spawn.h would hide that of the system.
BENCH_COMMAND_CPPFLAGS =
tests_bench_bench_transfer_SOURCES = tests/bench/transfer.c $(BENCH_SOURCES)
tests_bench_bench_transfer_CPPFLAGS = $(BENCH_COMMAND_CPPFLAGS)
tests_bench_bench_transfer_LDADD = $(ENGINE_LIBS) -lm

tests_bench_bench_start_SOURCES = tests/bench/start.c $(BENCH_SOURCES)
tests_bench_bench_start_CPPFLAGS = $(BENCH_COMMAND_CPPFLAGS)
tests_bench_bench_start_LDADD = $(ENGINE_LIBS) -lm

BENCH_OF_MOCK = tests/bench/bench-mock
EXTRA_PROGRAMS += $(BENCH_OF_MOCK)
CLEANFILES += $(BENCH_OF_MOCK)
tests_bench_bench_mock_SOURCES = tests/bench/mock.c $(BENCH_SOURCES)
tests_bench_bench_mock_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_bench_bench_mock_LDADD = $(BENCH_LIBS)

# Libtool's wrapper scripts would be measured instead of the command: the
# program in .libs is started, with the library beside it, curl likewise.
bench: all $(BENCHES) $(BENCHES_OF_COMMANDS) $(BENCH_OF_MOCK)
	@uname -srm; date -u '+%Y-%m-%d %H:%M UTC'
	@for b in $(BENCHES); do ./$$b || exit 1; done
	@command=$(abs_builddir)/.libs/davit; \
	test -x $$command || command=$(abs_builddir)/davit; \
	if curl=`command -v curl` && test -x $$command; then \
		for b in $(BENCHES_OF_COMMANDS); do \
			LD_LIBRARY_PATH=$(abs_builddir)/.libs \
				$$b $$command $$curl || exit 1; \
		done; \
	else \
		echo "$(BENCHES_OF_COMMANDS): need davit and curl"; \
	fi
	@for b in $(BENCH_OF_MOCK); do \
		LD_LIBRARY_PATH=$(abs_builddir)/.libs \
			./$$b $(abs_builddir)/.libs/davit-mock || exit 1; \
	done
	@BENCH_OBJECTS=`for e in $(ENGINES); do \
			ls .libs/libtables_la-tables-$$e.o; done` \
	BENCH_ENGINES='$(ENGINES)' SPECGEN='$(specgen)' srcdir='$(srcdir)' \
	READELF='$(READELF)' \
	BENCH_SPECS_docker='$(docker_specs)' \
	BENCH_SPECS_podman='$(podman_specs)' \
	sh $(srcdir)/tests/bench/tables.sh
else
bench:
	@echo 'make bench needs the mock engine' >&2; exit 1
endif
.PHONY: bench

EXTRA_DIST += tests/bench/README tests/bench/tables.sh
