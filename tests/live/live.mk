# SPDX-License-Identifier: MIT
# A program for real engines: tests/engines/run.sh starts them and runs it.

check_PROGRAMS += tests/live/recipes
tests_live_recipes_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
tests_live_recipes_CFLAGS = $(AM_CFLAGS) -pthread
tests_live_recipes_LDADD = libdavit.la $(JANSSON_LIBS)
