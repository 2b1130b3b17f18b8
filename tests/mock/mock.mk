# SPDX-License-Identifier: MIT
# The mock engine: a program of tests for each module of src/mock.

if MOCK
if HAVE_CHECK
MOCK_TESTS = \
	tests/mock/check_conn \
	tests/mock/check_httpreq \
	tests/mock/check_jsontext \
	tests/mock/check_mask \
	tests/mock/check_match \
	tests/mock/check_mock \
	tests/mock/check_roundtrip \
	tests/mock/check_server \
	tests/mock/check_shape \
	tests/mock/check_world \
	tests/mock/check_world_clients \
	tests/mock/check_world_images \
	tests/mock/check_world_script
check_PROGRAMS += $(MOCK_TESTS)
TESTS += $(MOCK_TESTS)

MOCK_CPPFLAGS = $(UNIT_CPPFLAGS) $(LIBEVENT_CFLAGS) -I$(srcdir)/src/mock \
	-I$(srcdir)/tests/unit
MOCK_LIBS = tests/unit/libunit.la libmockcore.la libcore.la libtables.la \
	$(CHECK_LIBS)

tests_mock_check_conn_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_conn_LDADD = $(MOCK_LIBS)
tests_mock_check_httpreq_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_httpreq_LDADD = $(MOCK_LIBS)
tests_mock_check_jsontext_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_jsontext_LDADD = $(MOCK_LIBS)
tests_mock_check_mask_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_mask_LDADD = $(MOCK_LIBS)
tests_mock_check_match_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_match_LDADD = $(MOCK_LIBS)
tests_mock_check_mock_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_mock_LDADD = $(MOCK_LIBS)
tests_mock_check_server_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_server_LDADD = $(MOCK_LIBS)
tests_mock_check_roundtrip_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_roundtrip_SOURCES = tests/mock/check_roundtrip.c \
	tests/mock/fits.c tests/mock/fits.h \
	tests/mock/values.c tests/mock/values.h
tests_mock_check_roundtrip_LDADD = $(MOCK_LIBS)
tests_mock_check_shape_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_shape_SOURCES = tests/mock/check_shape.c \
	tests/mock/fits.c tests/mock/fits.h
tests_mock_check_shape_LDADD = $(MOCK_LIBS)
WORLD_SOURCES = tests/mock/worldask.c tests/mock/worldask.h \
	tests/mock/fits.c tests/mock/fits.h
tests_mock_check_world_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_world_SOURCES = tests/mock/check_world.c $(WORLD_SOURCES)
tests_mock_check_world_LDADD = $(MOCK_LIBS)
tests_mock_check_world_clients_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_world_clients_SOURCES = tests/mock/check_world_clients.c \
	$(WORLD_SOURCES)
tests_mock_check_world_clients_LDADD = $(MOCK_LIBS)
tests_mock_check_world_images_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_world_images_SOURCES = tests/mock/check_world_images.c \
	$(WORLD_SOURCES)
tests_mock_check_world_images_LDADD = $(MOCK_LIBS)
tests_mock_check_world_script_CPPFLAGS = $(MOCK_CPPFLAGS)
tests_mock_check_world_script_LDADD = $(MOCK_LIBS)
endif
endif
if MOCK
TESTS += tests/mock/clients.sh tests/mock/davit-mock.sh tests/mock/fixtures.sh
endif
EXTRA_DIST += tests/mock/clients.sh tests/mock/davit-mock.sh \
	tests/mock/fixtures.sh \
	tests/mock/fixtures-bad.txt
