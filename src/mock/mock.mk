# SPDX-License-Identifier: MIT
# The mock engine, a library and a program of its own.  It knows operations
# through davit.h only; a few pure files of the library are compiled into it
# once more.

noinst_LTLIBRARIES += libmockcore.la

MOCK_SHARED = \
	src/buf.c src/buf.h \
	src/decode.c src/decode.h \
	src/error.c src/error.h \
	src/httpline.c src/httpline.h \
	src/near.c src/near.h \
	src/uri.c src/uri.h \
	src/util.c src/util.h
libmockcore_la_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/mock \
	$(JANSSON_CFLAGS) $(YAJL_CFLAGS) $(YAML_CFLAGS) \
	$(LIBEVENT_CFLAGS) $(OPENSSL_CFLAGS) $(ZLIB_CFLAGS)
libmockcore_la_LIBADD = $(JANSSON_LIBS) $(YAJL_LIBS) $(YAML_LIBS) \
	$(LIBEVENT_LIBS) $(OPENSSL_LIBS) $(ZLIB_LIBS)
libmockcore_la_SOURCES = $(MOCK_SHARED) \
	src/mock/about.c src/mock/about.h \
	src/mock/answer.c src/mock/answer.h \
	src/mock/archive.c src/mock/archive.h \
	src/mock/args.c src/mock/args.h \
	src/mock/argvalue.c src/mock/argvalue.h \
	src/mock/call.c src/mock/call.h \
	src/mock/changes.c src/mock/changes.h \
	src/mock/clock.c src/mock/clock.h \
	src/mock/conn.c src/mock/conn.h src/mock/connpriv.h \
	src/mock/connout.c src/mock/connset.c \
	src/mock/dialect.c src/mock/dialect.h \
	src/mock/fault.c src/mock/fault.h \
	src/mock/fitting.c src/mock/fitting.h \
	src/mock/flow.c src/mock/flow.h \
	src/mock/gunzip.c src/mock/gunzip.h \
	src/mock/httpreq.c src/mock/httpreq.h \
	src/mock/jsontext.c src/mock/jsontext.h \
	src/mock/link.c src/mock/link.h \
	src/mock/lines.c src/mock/lines.h \
	src/mock/listen.c src/mock/listen.h \
	src/mock/match.c src/mock/match.h \
	src/mock/matchbody.c src/mock/matchbody.h \
	src/mock/output.c src/mock/output.h \
	src/mock/mock.c src/mock/davit-mock.h \
	src/mock/play.c src/mock/play.h \
	src/mock/playhead.c src/mock/playhead.h \
	src/mock/proc.c src/mock/proc.h \
	src/mock/requestlog.c src/mock/requestlog.h \
	src/mock/script.c src/mock/script.h \
	src/mock/scriptshell.c src/mock/scriptshell.h \
	src/mock/server.c src/mock/server.h \
	src/mock/shape.c src/mock/shape.h \
	src/mock/shapevalue.c \
	src/mock/target.c src/mock/target.h \
	src/mock/wire.c src/mock/wire.h \
	src/mock/world.c src/mock/world.h src/mock/worldin.h \
	src/mock/worldfiles.h \
	src/mock/world-args.c \
	src/mock/world-build.c \
	src/mock/world-containers.c \
	src/mock/world-events.c \
	src/mock/world-exec.c \
	src/mock/world-files.c \
	src/mock/world-filters.c \
	src/mock/world-fit.c \
	src/mock/world-fixtures.c \
	src/mock/world-images.c \
	src/mock/world-libpod.c \
	src/mock/world-life.c \
	src/mock/world-list.c \
	src/mock/world-names.c \
	src/mock/world-networks.c \
	src/mock/world-pods.c \
	src/mock/world-pull.c \
	src/mock/world-show.c \
	src/mock/world-spec.c \
	src/mock/world-streams.c \
	src/mock/world-system.c \
	src/mock/world-transfer.c \
	src/mock/world-util.c \
	src/mock/world-volumes.c \
	src/mock/world-wait.c \
	src/mock/world-watch.c

# What users write, and what is made of it.
libmockcore_la_SOURCES += \
	src/mock/doc.c src/mock/doc.h \
	src/mock/expect.c src/mock/expect.h src/mock/expectpriv.h \
	src/mock/expectread.c \
	src/mock/faultapply.c \
	src/mock/faultspec.c src/mock/faultspec.h \
	src/mock/fixtures.c src/mock/fixtures.h \
	src/mock/httpres.c src/mock/httpres.h \
	src/mock/mask.c src/mock/mask.h \
	src/mock/pattern.c src/mock/pattern.h \
	src/mock/pieces.c src/mock/pieces.h \
	src/mock/recorder.c src/mock/recorder.h \
	src/mock/replay.c src/mock/replay.h \
	src/mock/rule.c src/mock/rule.h \
	src/mock/tape.c src/mock/tape.h \
	src/mock/tapewrite.c src/mock/tapewrite.h \
	src/mock/upstream.c src/mock/upstream.h \
	src/mock/yamljson.c src/mock/yamljson.h

lib_LTLIBRARIES += libdavit-mock.la
include_HEADERS += src/mock/davit-mock.h
pkgconfig_DATA += src/mock/davit-mock.pc
libdavit_mock_la_SOURCES =
libdavit_mock_la_LIBADD = libmockcore.la libdavit.la
# current:revision:age, as in src/src.mk.
libdavit_mock_la_LDFLAGS = $(AM_LDFLAGS) -no-undefined -version-info 0:0:0
if VERSION_SCRIPT
libdavit_mock_la_LDFLAGS += \
	-Wl,--version-script=$(srcdir)/src/mock/davit-mock.map
EXTRA_libdavit_mock_la_DEPENDENCIES = $(srcdir)/src/mock/davit-mock.map
endif

bin_PROGRAMS += davit-mock
davit_mock_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src/mock $(JANSSON_CFLAGS)
davit_mock_LDADD = libdavit-mock.la libdavit.la $(JANSSON_LIBS)
davit_mock_SOURCES = src/mock/main.c
