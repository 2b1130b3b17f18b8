# SPDX-License-Identifier: MIT
# The documents: manual pages for every function, examples that compile, and
# commands that do what they say.

DOCS_TESTS = \
	tests/docs/endpoints.sh \
	tests/docs/engine-pages.sh \
	tests/docs/examples.sh \
	tests/docs/lint.sh \
	tests/docs/pages.sh \
	tests/docs/readme.sh
TESTS += $(DOCS_TESTS)
EXTRA_DIST += $(DOCS_TESTS) tests/docs/lib.sh

# How examples are compiled: as a program of a user would be, but with the
# flags of a sanitizer where the library has them.
check_DATA = tests/docs/flags
CLEANFILES += tests/docs/flags
tests/docs/flags: Makefile
	$(AM_V_GEN)$(MKDIR_P) tests/docs && { \
	echo "compile='$(CC) $(CPPFLAGS) $(CFLAGS) $(JANSSON_CFLAGS)'"; \
	echo "link='$(LIBTOOL) --tag=CC --mode=link $(CC) $(CFLAGS)'"; \
	echo "flags='$(DAVIT_LDFLAGS) $(LDFLAGS)'"; \
	echo "libs='$(JANSSON_LIBS)'"; \
	echo "engines='$(ENGINES)'"; } > $@
