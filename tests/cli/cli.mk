# SPDX-License-Identifier: MIT
# Tests of the command that need no engine.

check_PROGRAMS += tests/cli/jsonq tests/cli/keys tests/cli/pty
tests_cli_jsonq_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_cli_jsonq_LDADD = $(JANSSON_LIBS)
tests_cli_keys_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/cli
tests_cli_keys_SOURCES = tests/cli/keys.c src/cli/keys.c src/cli/keys.h

CLI_TESTS = \
	tests/cli/check.sh \
	tests/cli/diff.sh \
	tests/cli/doc.sh \
	tests/cli/explain.sh \
	tests/cli/find.sh \
	tests/cli/history.sh \
	tests/cli/list.sh \
	tests/cli/options.sh \
	tests/cli/which.sh
# They need something that answers.
CLI_SERVED = \
	tests/cli/bad-input.sh \
	tests/cli/check-mode.sh \
	tests/cli/complete.sh \
	tests/cli/doctor.sh \
	tests/cli/dryrun.sh \
	tests/cli/engine.sh \
	tests/cli/output.sh \
	tests/cli/secrets.sh \
	tests/cli/session.sh \
	tests/cli/stream.sh
TESTS += tests/cli/keys $(CLI_TESTS)
if MOCK
check_PROGRAMS += tests/cli/serve
tests_cli_serve_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/mock
tests_cli_serve_LDADD = libmockcore.la
TESTS += $(CLI_SERVED)
endif
EXTRA_DIST += $(CLI_TESTS) $(CLI_SERVED) tests/cli/lib.sh
