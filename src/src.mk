# SPDX-License-Identifier: MIT
# The library.  libcore is everything but the tables, so that tests can link
# the insides, and tables of their own.

noinst_LTLIBRARIES += libcore.la libtables.la
lib_LTLIBRARIES += libdavit.la
include_HEADERS = src/davit.h
pkgconfigdir = $(libdir)/pkgconfig
pkgconfig_DATA = src/davit.pc
EXTRA_DIST += src/davit.map src/README

libcore_la_CPPFLAGS = $(AM_CPPFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS) \
	$(YAJL_CFLAGS) $(OPENSSL_CFLAGS) \
	-DPKGLIBEXECDIR='"$(pkglibexecdir)"'
libcore_la_LIBADD = $(CURL_LIBS) $(JANSSON_LIBS) $(YAJL_LIBS) $(OPENSSL_LIBS)
libcore_la_SOURCES = \
	src/davit.h src/table.h \
	src/authconf.c src/authconf.h \
	src/authorize.c src/authorize.h \
	src/buf.c src/buf.h \
	src/certs.c src/certs.h \
	src/choose.c src/choose.h \
	src/choose-use.c \
	src/client.c src/client.h \
	src/client-settle.c \
	src/conffile.c src/conffile.h \
	src/confheaders.c src/confheaders.h \
	src/credentials.c src/credentials.h \
	src/credhelper.c src/credhelper.h \
	src/conffile-toml.c \
	src/containersconf.c src/containersconf.h \
	src/context.c src/context.h \
	src/decode.c src/decode.h \
	src/demux.c src/demux.h \
	src/diff.c src/diff.h \
	src/dockerconf.c src/dockerconf.h \
	src/doctor.c src/doctor.h \
	src/doctor-ask.c \
	src/doctor-credentials.c \
	src/doctor-place.c \
	src/encode.c src/encode.h \
	src/endpoint.c src/endpoint.h \
	src/error.c src/error.h \
	src/exchange.c src/exchange.h \
	src/filterkeys.c src/filterkeys.h \
	src/find.c \
	src/history.c \
	src/http.c src/http.h \
	src/hijack.c src/hijack.h \
	src/httpcert.c \
	src/httpcurl.h \
	src/httpfail.c \
	src/httpglue.c \
	src/httphead.c src/httphead.h \
	src/httpline.c src/httpline.h \
	src/httpsend.c \
	src/introspect.c src/introspect.h \
	src/introspect-engine.c \
	src/introspect-schema.c \
	src/invoke.c src/invoke.h \
	src/jsonseq.c src/jsonseq.h \
	src/lookup.c src/lookup.h \
	src/near.c src/near.h \
	src/opjson.c \
	src/paramname.c src/paramname.h \
	src/paramvalue.c src/paramvalue.h \
	src/place.c src/place.h \
	src/plan.c src/plan.h \
	src/prepared.c \
	src/preflight.c \
	src/problems.c src/problems.h \
	src/proxy.c src/proxy.h \
	src/recipe.c src/recipe.h \
	src/recipe-events.c \
	src/recipe-exec.c \
	src/recipe-pull.c \
	src/recipe-run.c \
	src/recipe-until.c \
	src/reply.c src/reply.h \
	src/request.c src/request.h \
	src/request-head.c \
	src/route.c src/route.h \
	src/schema.c src/schema.h \
	src/scrub.c src/scrub.h \
	src/secretname.c src/secretname.h \
	src/schemapath.c \
	src/skeleton.c \
	src/sockets.c src/sockets.h \
	src/spawn.c src/spawn.h \
	src/spawnrun.c \
	src/ssh.c src/ssh.h \
	src/sshargs.c src/sshargs.h \
	src/sshfail.c src/sshfail.h \
	src/sshforward.c \
	src/sshline.c src/sshline.h \
	src/stream.c src/stream.h \
	src/timing.c src/timing.h \
	src/trail.c src/trail.h \
	src/uri.c src/uri.h \
	src/util.c src/util.h \
	src/validate.c src/validate.h \
	src/validate-body.c \
	src/verdict.c src/verdict.h \
	src/which.c

# Generated: one file of tables for each engine, and their list.  The rules
# for the former are in specs/specs.mk.
libtables_la_SOURCES = src/table.h
nodist_libtables_la_SOURCES = tables.c
nodist_EXTRA_libtables_la_SOURCES = $(TABLES)
libtables_la_CFLAGS = $(AM_CFLAGS) -Wno-overlength-strings
libtables_la_LIBADD = $(ENGINE_OBJECTS)
libtables_la_DEPENDENCIES = $(ENGINE_OBJECTS)
CLEANFILES += tables.c $(TABLES)

libdavit_la_SOURCES =
libdavit_la_LIBADD = libcore.la libtables.la
# current:revision:age - code changed: revision+1; interface added:
# current+1, age+1, revision 0; interface changed: current+1, age 0.
libdavit_la_LDFLAGS = $(AM_LDFLAGS) -no-undefined -version-info 0:0:0
if VERSION_SCRIPT
libdavit_la_LDFLAGS += -Wl,--version-script=$(srcdir)/src/davit.map
EXTRA_libdavit_la_DEPENDENCIES = $(srcdir)/src/davit.map
endif
