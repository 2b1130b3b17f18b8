# SPDX-License-Identifier: MIT
# What real programs have sent, against what the tables know.
check_PROGRAMS += check_bodies
TESTS += check_bodies

check_bodies_SOURCES = tests/bodies/check_bodies.c
check_bodies_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS)
check_bodies_LDADD = libdavit.la $(JANSSON_LIBS)

EXTRA_DIST += \
	tests/bodies/README \
	tests/bodies/docker-20.10.jsonl \
	tests/bodies/docker-28.5.jsonl \
	tests/bodies/docker-py-5.0.jsonl \
	tests/bodies/podman-4.3.jsonl \
	tests/bodies/podman-5.4.jsonl
