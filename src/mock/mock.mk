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
	$(JANSSON_CFLAGS) $(YAJL_CFLAGS) $(LIBEVENT_CFLAGS) $(LIBEVENT_TLS_CFLAGS) \
	$(OPENSSL_CFLAGS)
libmockcore_la_LIBADD = $(JANSSON_LIBS) $(YAJL_LIBS) $(LIBEVENT_LIBS) \
	$(LIBEVENT_TLS_LIBS) $(OPENSSL_LIBS)
libmockcore_la_SOURCES = $(MOCK_SHARED) \
	src/mock/about.c src/mock/about.h \
	src/mock/answer.c src/mock/answer.h \
	src/mock/args.c src/mock/args.h \
	src/mock/argvalue.c src/mock/argvalue.h \
	src/mock/call.c src/mock/call.h \
	src/mock/dialect.c src/mock/dialect.h \
	src/mock/fault.c src/mock/fault.h \
	src/mock/httpreq.c src/mock/httpreq.h \
	src/mock/match.c src/mock/match.h \
	src/mock/matchbody.c src/mock/matchbody.h \
	src/mock/shape.c src/mock/shape.h \
	src/mock/shapevalue.c \
	src/mock/tar.c src/mock/tar.h \
	src/mock/target.c src/mock/target.h \
	src/mock/wire.h \
	src/mock/world.c src/mock/world.h
