# SPDX-License-Identifier: MIT
# Conversations with a fake engine: files of them, transports, faults.

# The fake engine of these and other tests is played on the server of the mock
# engine; without it they are left out.
if MOCK
check_LTLIBRARIES += tests/libengine.la
tests_libengine_la_SOURCES = tests/engine.c tests/engine.h
tests_libengine_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/mock
tests_libengine_la_LIBADD = libmockcore.la
ENGINE_LIBS = tests/libengine.la
ENGINE_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)

check_PROGRAMS += tests/run-cases tests/fail-alloc
TESTS += tests/run-cases
# It replaces malloc(), and so do sanitizers.
if !SANITIZE
TESTS += tests/fail-alloc
endif

CASES_SOURCES = \
	tests/conversations/casefile.c tests/conversations/casefile.h \
	tests/conversations/casereq.c tests/conversations/casereq.h \
	tests/conversations/caserun.c tests/conversations/caserun.h

tests_run_cases_SOURCES = tests/run-cases.c $(CASES_SOURCES)
tests_run_cases_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_run_cases_LDADD = $(ENGINE_LIBS) libdavit.la $(JANSSON_LIBS)

tests_fail_alloc_SOURCES = tests/fail/fail-alloc.c $(CASES_SOURCES)
tests_fail_alloc_CPPFLAGS = $(ENGINE_CPPFLAGS)
tests_fail_alloc_LDADD = $(ENGINE_LIBS) libdavit.la $(JANSSON_LIBS)

if HAVE_CHECK
check_PROGRAMS += tests/check_transport
TESTS += tests/check_transport
tests_check_transport_SOURCES = tests/conversations/check_transport.c
tests_check_transport_CPPFLAGS = $(ENGINE_CPPFLAGS) $(CHECK_CFLAGS)
tests_check_transport_LDADD = $(ENGINE_LIBS) libdavit.la \
	$(JANSSON_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/check_doctor
TESTS += tests/check_doctor
tests_check_doctor_SOURCES = tests/conversations/check_doctor.c
tests_check_doctor_CPPFLAGS = $(ENGINE_CPPFLAGS) $(CHECK_CFLAGS)
tests_check_doctor_LDADD = $(ENGINE_LIBS) libdavit.la \
	$(JANSSON_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/check_settings
TESTS += tests/check_settings
tests_check_settings_SOURCES = tests/conversations/check_settings.c
tests_check_settings_CPPFLAGS = $(ENGINE_CPPFLAGS) $(CHECK_CFLAGS)
tests_check_settings_LDADD = $(ENGINE_LIBS) libdavit.la \
	$(JANSSON_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/check_streams
TESTS += tests/check_streams
tests_check_streams_SOURCES = tests/conversations/check_streams.c
tests_check_streams_CPPFLAGS = $(ENGINE_CPPFLAGS) $(CHECK_CFLAGS)
tests_check_streams_LDADD = $(ENGINE_LIBS) libdavit.la \
	$(JANSSON_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/check_auth
TESTS += tests/check_auth
tests_check_auth_SOURCES = tests/conversations/check_auth.c
tests_check_auth_CPPFLAGS = $(ENGINE_CPPFLAGS) $(CHECK_CFLAGS)
tests_check_auth_LDADD = $(ENGINE_LIBS) libdavit.la \
	$(JANSSON_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/check_proxy
TESTS += tests/check_proxy
tests_check_proxy_SOURCES = tests/conversations/check_proxy.c
tests_check_proxy_CPPFLAGS = $(ENGINE_CPPFLAGS) $(CHECK_CFLAGS)
tests_check_proxy_LDADD = $(ENGINE_LIBS) libdavit.la \
	$(JANSSON_LIBS) $(CHECK_LIBS)

check_PROGRAMS += tests/check_remote tests/fakessh
TESTS += tests/check_remote
tests_check_remote_SOURCES = tests/conversations/check_remote.c
tests_check_remote_CPPFLAGS = $(ENGINE_CPPFLAGS) $(CHECK_CFLAGS)
tests_check_remote_LDADD = $(ENGINE_LIBS) libdavit.la \
	$(JANSSON_LIBS) $(CHECK_LIBS)
tests_fakessh_SOURCES = tests/conversations/fakessh.c
tests_fakessh_LDADD =
endif
endif

EXTRA_DIST += tests/cases/README $(CASES) $(LIVE)
LIVE = \
	tests/live/README \
	tests/live/common.sh \
	tests/live/compat.sh \
	tests/live/docker.sh \
	tests/live/lib.sh \
	tests/live/libpod.sh \
	tests/live/registry.sh \
	tests/live/run-live.sh \
	tests/live/record.sh \
	tests/live/ssh.sh \
	tests/live/streams.sh \
	tests/live/terminal.sh
CASES = \
	tests/cases/bodies.case \
	tests/cases/broken.case \
	tests/cases/engine.case \
	tests/cases/headers.case \
	tests/cases/negotiate.case \
	tests/cases/paths.case \
	tests/cases/podman.case \
	tests/cases/query.case \
	tests/cases/raw.case \
	tests/cases/refused.case \
	tests/cases/replies.case \
	tests/cases/reuse.case \
	tests/cases/timeouts.case \
	tests/cases/verdict.case
