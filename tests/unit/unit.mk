# SPDX-License-Identifier: MIT
# One program of tests for each module of the library.  They link what the
# library is made of, so they see its insides.

if HAVE_CHECK
UNIT_TESTS = \
	tests/unit/check_authconf \
	tests/unit/check_credentials \
	tests/unit/check_proxy \
	tests/unit/check_buf \
	tests/unit/check_util \
	tests/unit/check_near \
	tests/unit/check_error \
	tests/unit/check_problems \
	tests/unit/check_uri \
	tests/unit/check_encode \
	tests/unit/check_decode \
	tests/unit/check_lookup \
	tests/unit/check_choose \
	tests/unit/check_conffile \
	tests/unit/check_trail \
	tests/unit/check_endpoint \
	tests/unit/check_schema \
	tests/unit/check_secretname \
	tests/unit/check_validate \
	tests/unit/check_request \
	tests/unit/check_reply \
	tests/unit/check_introspect \
	tests/unit/check_demux \
	tests/unit/check_jsonseq \
	tests/unit/check_httphead \
	tests/unit/check_verdict \
	tests/unit/check_spawn \
	tests/unit/check_ssh \
	tests/unit/check_recipe \
	tests/unit/check_diff \
	tests/unit/check_find \
	tests/unit/check_which
if MOCK
UNIT_TESTS += tests/unit/check_recipe_calls
endif
check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)

check_LTLIBRARIES += tests/unit/libunit.la
tests_unit_libunit_la_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_libunit_la_SOURCES = \
	tests/unit/mini.c tests/unit/mini.h \
	tests/unit/unit.c tests/unit/unit.h

UNIT_CPPFLAGS = $(libcore_la_CPPFLAGS) $(CHECK_CFLAGS)
UNIT_LIBS = tests/unit/libunit.la libcore.la libtables.la $(CHECK_LIBS)

tests_unit_check_authconf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_authconf_LDADD = $(UNIT_LIBS)
tests_unit_check_credentials_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_credentials_LDADD = $(UNIT_LIBS)
tests_unit_check_proxy_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_proxy_LDADD = $(UNIT_LIBS)
tests_unit_check_buf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_buf_LDADD = $(UNIT_LIBS)
tests_unit_check_util_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_util_LDADD = $(UNIT_LIBS)
tests_unit_check_secretname_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_secretname_LDADD = $(UNIT_LIBS)
tests_unit_check_near_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_near_LDADD = $(UNIT_LIBS)
tests_unit_check_error_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_error_LDADD = $(UNIT_LIBS)
tests_unit_check_problems_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_problems_LDADD = $(UNIT_LIBS)
tests_unit_check_uri_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_uri_LDADD = $(UNIT_LIBS)
tests_unit_check_encode_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_encode_LDADD = $(UNIT_LIBS)
tests_unit_check_decode_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_decode_LDADD = $(UNIT_LIBS)
tests_unit_check_lookup_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_lookup_LDADD = $(UNIT_LIBS)
tests_unit_check_choose_SOURCES = tests/unit/check_choose.c \
	tests/unit/choose-files.c tests/unit/choose-files.h \
	tests/unit/choose-rows.h
tests_unit_check_choose_CPPFLAGS = $(UNIT_CPPFLAGS) \
	-DTOML_JSON='"$(abs_builddir)/toml-json"'
tests_unit_check_choose_LDADD = $(UNIT_LIBS)
tests_unit_check_conffile_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_conffile_LDADD = $(UNIT_LIBS)
tests_unit_check_trail_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_trail_LDADD = $(UNIT_LIBS)
tests_unit_check_endpoint_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_endpoint_LDADD = $(UNIT_LIBS)
tests_unit_check_schema_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_schema_LDADD = $(UNIT_LIBS)
tests_unit_check_validate_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_validate_LDADD = $(UNIT_LIBS)
tests_unit_check_request_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_request_LDADD = $(UNIT_LIBS)
tests_unit_check_demux_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_demux_LDADD = $(UNIT_LIBS)
tests_unit_check_jsonseq_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_jsonseq_LDADD = $(UNIT_LIBS)
tests_unit_check_httphead_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_httphead_LDADD = $(UNIT_LIBS)
tests_unit_check_verdict_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_verdict_LDADD = $(UNIT_LIBS)
tests_unit_check_spawn_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_spawn_LDADD = $(UNIT_LIBS)
tests_unit_check_ssh_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_ssh_LDADD = $(UNIT_LIBS)
tests_unit_check_reply_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_reply_LDADD = $(UNIT_LIBS)
tests_unit_check_introspect_CPPFLAGS = $(UNIT_CPPFLAGS)
# The test counts the allocations of the library's own code.
tests_unit_check_introspect_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc \
	-Wl,--wrap=strdup,--wrap=strndup
tests_unit_check_introspect_LDADD = $(UNIT_LIBS)
tests_unit_check_recipe_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_recipe_LDADD = $(UNIT_LIBS)
tests_unit_check_recipe_calls_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_recipe_calls_LDADD = $(ENGINE_LIBS) $(UNIT_LIBS)
tests_unit_check_which_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_which_LDADD = $(UNIT_LIBS)
tests_unit_check_diff_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_diff_LDADD = $(UNIT_LIBS)
tests_unit_check_find_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_check_find_LDADD = $(UNIT_LIBS)
endif

# CK_FORK=no: in one process, where valgrind sees what is left at the end.
check-valgrind: $(UNIT_TESTS)
	@for t in $(UNIT_TESTS); do \
		echo "valgrind $$t"; \
		CK_FORK=no CK_VERBOSITY=minimal $(LIBTOOL) --mode=execute \
			valgrind -q --error-exitcode=1 --leak-check=full \
			--errors-for-leak-kinds=definite,indirect,possible \
			./$$t || exit 1; \
	done
.PHONY: check-valgrind
