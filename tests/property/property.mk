# SPDX-License-Identifier: MIT
# What must be true of the real tables.
check_PROGRAMS += check_specs check_skeletons check_tables
TESTS += check_specs check_skeletons check_tables

check_specs_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)
check_specs_LDADD = libtables.la $(YAML_LIBS)
check_specs_SOURCES = \
	tests/property/check.h \
	tests/property/check_specs.c \
	tests/property/docread.c tests/property/docread.h \
	tests/property/overbody.c \
	tests/property/overread.c \
	tests/property/paramcheck.c \
	tests/property/schemacheck.c

check_skeletons_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
check_skeletons_LDADD = libdavit.la $(JANSSON_LIBS)
check_skeletons_SOURCES = tests/property/check_skeletons.c

check_tables_LDADD = libtables.la
check_tables_SOURCES = tests/property/check_tables.c
