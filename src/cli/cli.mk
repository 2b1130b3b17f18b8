# SPDX-License-Identifier: MIT
# The command.  It sees davit.h and nothing else of the library.

bin_PROGRAMS += davit

# Where the shells look, without being asked: they need no configuration.
bashcompdir = $(datadir)/bash-completion/completions
zshcompdir = $(datadir)/zsh/site-functions
fishcompdir = $(datadir)/fish/vendor_completions.d
dist_bashcomp_DATA = src/cli/completion/davit
dist_zshcomp_DATA = src/cli/completion/_davit
dist_fishcomp_DATA = src/cli/completion/davit.fish

davit_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/src $(JANSSON_CFLAGS)
davit_LDADD = libdavit.la $(JANSSON_LIBS)
davit_SOURCES = \
	src/cli/args.c src/cli/args.h \
	src/cli/call.c src/cli/call.h \
	src/cli/changes.c src/cli/changes.h \
	src/cli/cmd-check.c \
	src/cli/cmd-complete.c \
	src/cli/cmd-diff.c \
	src/cli/cmd-doc.c \
	src/cli/cmd-doctor.c \
	src/cli/cmd-exec.c \
	src/cli/cmd-explain.c \
	src/cli/cmd-find.c \
	src/cli/cmd-history.c \
	src/cli/cmd-invoke.c \
	src/cli/cmd-list.c \
	src/cli/cmd-man.c \
	src/cli/cmd-mock.c \
	src/cli/cmd-request.c \
	src/cli/cmd-run.c \
	src/cli/cmd-skeleton.c \
	src/cli/cmd-which.c \
	src/cli/cmd.h \
	src/cli/columns.c src/cli/columns.h \
	src/cli/describe.c src/cli/describe.h \
	src/cli/dryrun.c src/cli/dryrun.h \
	src/cli/example.c src/cli/example.h \
	src/cli/flow.c src/cli/flow.h \
	src/cli/input.c src/cli/input.h \
	src/cli/json-out.c src/cli/json-out.h \
	src/cli/json-text.c src/cli/json-text.h \
	src/cli/keys.c src/cli/keys.h \
	src/cli/main.c \
	src/cli/names.c src/cli/names.h \
	src/cli/opt.c src/cli/opt.h \
	src/cli/out.c src/cli/out.h \
	src/cli/problem.c src/cli/problem.h \
	src/cli/progress.c src/cli/progress.h \
	src/cli/pump.c src/cli/pump.h \
	src/cli/say.c src/cli/say.h \
	src/cli/session.c src/cli/session.h \
	src/cli/terminal.c src/cli/terminal.h \
	src/cli/transfer.c src/cli/transfer.h

# A page on the operations of each engine, written by the command itself; not
# where it is built for another machine and can't be run.
CLEANFILES += $(ENGINES:%=davit-%.7) engine-pages.stamp
all-local: engine-pages.stamp
engine-pages.stamp: davit$(EXEEXT)
	$(AM_V_GEN)if test '$(build)' = '$(host)'; then \
		for e in $(ENGINES); do \
			./davit$(EXEEXT) man $$e > davit-$$e.7 || exit 1; \
		done; \
	fi && touch $@

install-data-local: engine-pages.stamp
	@for e in $(ENGINES); do \
		test -f davit-$$e.7 || continue; \
		$(MKDIR_P) '$(DESTDIR)$(man7dir)' && \
		$(INSTALL_DATA) davit-$$e.7 '$(DESTDIR)$(man7dir)' || exit 1; \
	done

uninstall-local:
	@for e in $(ENGINES); do \
		rm -f "$(DESTDIR)$(man7dir)/davit-$$e.7"; \
	done
