# SPDX-License-Identifier: MIT
# Tests of the command that need no engine.

check_PROGRAMS += tests/cli/jsonq tests/cli/keys tests/cli/pty tests/cli/serve
tests_cli_jsonq_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_cli_jsonq_LDADD = $(JANSSON_LIBS)
tests_cli_keys_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/cli
tests_cli_keys_SOURCES = tests/cli/keys.c src/cli/keys.c src/cli/keys.h

CLI_TESTS = \
	tests/cli/bad-input.sh \
	tests/cli/check.sh \
	tests/cli/diff.sh \
	tests/cli/check-mode.sh \
	tests/cli/complete.sh \
	tests/cli/doc.sh \
	tests/cli/doctor.sh \
	tests/cli/dryrun.sh \
	tests/cli/engine.sh \
	tests/cli/explain.sh \
	tests/cli/find.sh \
	tests/cli/history.sh \
	tests/cli/list.sh \
	tests/cli/options.sh \
	tests/cli/output.sh \
	tests/cli/secrets.sh \
	tests/cli/session.sh \
	tests/cli/stream.sh \
	tests/cli/which.sh
TESTS += tests/cli/keys $(CLI_TESTS)
EXTRA_DIST += $(CLI_TESTS) tests/cli/lib.sh
