# SPDX-License-Identifier: MIT
# The generator.  Cross builds are given one that runs here.
EXTRA_DIST += tools/README

if NATIVE_SPECGEN
specgen = $(SPECGEN)
specgen_needed =
else
specgen = tools/specgen$(EXEEXT)
specgen_needed = tools/specgen$(EXEEXT)
noinst_PROGRAMS += tools/specgen
endif

tools_specgen_CPPFLAGS = $(AM_CPPFLAGS) $(YAML_CFLAGS)
tools_specgen_LDADD = $(YAML_LIBS) -lm
tools_specgen_SOURCES = \
	src/table.h \
	tools/base.c tools/base.h \
	tools/canon.c tools/canon.h \
	tools/correct.c \
	tools/credentials.c \
	tools/emit.c tools/emit.h \
	tools/engine.c \
	tools/facts.c tools/facts.h \
	tools/fold.c tools/fold.h \
	tools/import.c tools/import.h \
	tools/intern.c tools/intern.h \
	tools/overcheck.c \
	tools/overlay.c tools/overlay.h \
	tools/pack.c tools/pack.h \
	tools/patch.c \
	tools/schema.c tools/schema.h \
	tools/specgen.c \
	tools/swagger.c tools/swagger.h \
	tools/version.c tools/version.h \
	tools/yamldoc.c tools/yamldoc.h

# TOML to JSON, run by the library for Podman's containers.conf.  In C++ and
# without sanitizers, which its compiler might not share.
if HAVE_TOML
pkglibexec_PROGRAMS += toml-json
toml_json_SOURCES = tools/toml-json.cc
toml_json_CXXFLAGS = $(DAVIT_CXXFLAGS)
toml_json_LDFLAGS =
else
EXTRA_DIST += tools/toml-json.cc
endif
