# SPDX-License-Identifier: MIT
# What specgen must write, and what it must say of mistakes.
TESTS += tests/golden/run.sh

# The made-up engine, built in instead of the real ones and invoked.
if HAVE_CHECK
if MOCK
check_PROGRAMS += tests/golden/check_harbor
TESTS += tests/golden/check_harbor
endif
endif
tests_golden_check_harbor_SOURCES = tests/golden/check_harbor.c
nodist_tests_golden_check_harbor_SOURCES = harbor-tables.c harbor-list.c
tests_golden_check_harbor_CPPFLAGS = $(AM_CPPFLAGS) $(JANSSON_CFLAGS) \
	$(CHECK_CFLAGS)
tests_golden_check_harbor_CFLAGS = $(AM_CFLAGS) -Wno-overlength-strings
tests_golden_check_harbor_LDADD = $(ENGINE_LIBS) libcore.la \
	$(JANSSON_LIBS) $(CHECK_LIBS)

harbor_specs = tests/golden/harbor/v1.0.yaml tests/golden/harbor/v1.1.yaml
harbor-tables.c: $(harbor_specs) tests/golden/harbor.overlay.yaml \
		$(specgen_needed)
	$(AM_V_GEN)$(specgen) tables -e harbor -C $(srcdir) -o $@ \
		--overlay tests/golden/harbor.overlay.yaml $(harbor_specs)
harbor-list.c: Makefile $(specgen_needed)
	$(AM_V_GEN)$(specgen) list -o $@ harbor
CLEANFILES += harbor-tables.c harbor-list.c

update-golden: $(specgen_needed)
	srcdir='$(srcdir)' SPECGEN='$(abs_builddir)/$(specgen)' CC='$(CC)' \
		$(srcdir)/tests/golden/run.sh update
.PHONY: update-golden

EXTRA_DIST += tests/golden/run.sh \
	tests/golden/harbor.c tests/golden/harbor.overlay.yaml \
	tests/golden/harbor-import.yaml \
	tests/golden/harbor/v1.0.yaml tests/golden/harbor/v1.1.yaml \
	tests/golden/bad/doc-alias.yaml \
	tests/golden/bad/doc-all-of-itself.yaml \
	tests/golden/bad/doc-anchor.yaml \
	tests/golden/bad/doc-body-no-schema.yaml \
	tests/golden/bad/doc-body-twice.yaml \
	tests/golden/bad/doc-complex-key.yaml \
	tests/golden/bad/doc-dangling-deep.yaml \
	tests/golden/bad/doc-dangling-definition.yaml \
	tests/golden/bad/doc-dangling-file.yaml \
	tests/golden/bad/doc-dangling-parameter.yaml \
	tests/golden/bad/doc-dangling-response.yaml \
	tests/golden/bad/doc-deep.yaml \
	tests/golden/bad/doc-empty.yaml \
	tests/golden/bad/doc-enum-long.yaml \
	tests/golden/bad/doc-limit.yaml \
	tests/golden/bad/doc-list.yaml \
	tests/golden/bad/doc-no-operation-id.yaml \
	tests/golden/bad/doc-no-path-parameter.yaml \
	tests/golden/bad/doc-no-paths.yaml \
	tests/golden/bad/doc-no-summary.yaml \
	tests/golden/bad/doc-no-version.yaml \
	tests/golden/bad/doc-not-yaml.yaml \
	tests/golden/bad/doc-operation-id.yaml \
	tests/golden/bad/doc-operation-twice.yaml \
	tests/golden/bad/doc-parameter-form.yaml \
	tests/golden/bad/doc-parameter-no-name.yaml \
	tests/golden/bad/doc-parameter-twice.yaml \
	tests/golden/bad/doc-path-braces.yaml \
	tests/golden/bad/doc-path-parameter-unused.yaml \
	tests/golden/bad/doc-path-relative.yaml \
	tests/golden/bad/doc-properties-list.yaml \
	tests/golden/bad/doc-required.yaml \
	tests/golden/bad/doc-status.yaml \
	tests/golden/bad/doc-tag.yaml \
	tests/golden/bad/doc-twice-key-many.yaml \
	tests/golden/bad/doc-twice-key.yaml \
	tests/golden/bad/doc-two-documents.yaml \
	tests/golden/bad/doc-unknown-method.yaml \
	tests/golden/bad/doc-unknown-type-member.yaml \
	tests/golden/bad/doc-unknown-type.yaml \
	tests/golden/bad/doc-version.yaml \
	tests/golden/bad/doc-zero-byte.yaml \
	tests/golden/bad/good.overlay.yaml \
	tests/golden/bad/good.yaml \
	tests/golden/bad/overlay-added-is-there.yaml \
	tests/golden/bad/overlay-added-no-type.yaml \
	tests/golden/bad/overlay-alias-nothing.yaml \
	tests/golden/bad/overlay-alias-twice.yaml \
	tests/golden/bad/overlay-body-none.yaml \
	tests/golden/bad/overlay-config-list.yaml \
	tests/golden/bad/overlay-config.yaml \
	tests/golden/bad/overlay-credentials-body.yaml \
	tests/golden/bad/overlay-credentials-empty.yaml \
	tests/golden/bad/overlay-credentials-encoding.yaml \
	tests/golden/bad/overlay-credentials-list.yaml \
	tests/golden/bad/overlay-credentials-path.yaml \
	tests/golden/bad/overlay-credentials-pointer.yaml \
	tests/golden/bad/overlay-credentials-query.yaml \
	tests/golden/bad/overlay-credentials-second.yaml \
	tests/golden/bad/overlay-credentials-word.yaml \
	tests/golden/bad/overlay-definition-nothing.yaml \
	tests/golden/bad/overlay-docs-nothing.yaml \
	tests/golden/bad/overlay-encoding.yaml \
	tests/golden/bad/overlay-engine.yaml \
	tests/golden/bad/overlay-help-long.yaml \
	tests/golden/bad/overlay-identify-list.yaml \
	tests/golden/bad/overlay-identify.yaml \
	tests/golden/bad/overlay-keyword-body.yaml \
	tests/golden/bad/overlay-keyword-definition.yaml \
	tests/golden/bad/overlay-keyword-member.yaml \
	tests/golden/bad/overlay-keyword-operation.yaml \
	tests/golden/bad/overlay-keyword-parameter.yaml \
	tests/golden/bad/overlay-keyword.yaml \
	tests/golden/bad/overlay-member-added-is-there.yaml \
	tests/golden/bad/overlay-member-body-nothing.yaml \
	tests/golden/bad/overlay-member-dangling.yaml \
	tests/golden/bad/overlay-member-nothing.yaml \
	tests/golden/bad/overlay-member-reference.yaml \
	tests/golden/bad/overlay-member-type.yaml \
	tests/golden/bad/overlay-member-why.yaml \
	tests/golden/bad/overlay-member-within-nothing.yaml \
	tests/golden/bad/overlay-not-yaml.yaml \
	tests/golden/bad/overlay-operation-nothing.yaml \
	tests/golden/bad/overlay-parameter-everywhere-nothing.yaml \
	tests/golden/bad/overlay-parameter-nothing.yaml \
	tests/golden/bad/overlay-prefix-nothing.yaml \
	tests/golden/bad/overlay-prefix.yaml \
	tests/golden/bad/overlay-release-backwards.yaml \
	tests/golden/bad/overlay-release-keyword.yaml \
	tests/golden/bad/overlay-release-missing.yaml \
	tests/golden/bad/overlay-release-name.yaml \
	tests/golden/bad/overlay-release-no-newest.yaml \
	tests/golden/bad/overlay-release-oldest.yaml \
	tests/golden/bad/overlay-release-order.yaml \
	tests/golden/bad/overlay-release-version.yaml \
	tests/golden/bad/overlay-releases-map.yaml \
	tests/golden/bad/overlay-response-dangling.yaml \
	tests/golden/bad/overlay-ssh-both.yaml \
	tests/golden/bad/overlay-ssh-braces.yaml \
	tests/golden/bad/overlay-ssh-keyword.yaml \
	tests/golden/bad/overlay-ssh-neither.yaml \
	tests/golden/bad/overlay-ssh-socket.yaml \
	tests/golden/bad/overlay-ssh-text.yaml \
	tests/golden/bad/overlay-stream.yaml \
	tests/golden/bad/overlay-summary-long.yaml \
	tests/golden/bad/overlay-summary-period.yaml \
	tests/golden/bad/overlay-type.yaml \
	tests/golden/bad/overlay-version-document.yaml \
	tests/golden/bad/overlay-version-name.yaml \
	tests/golden/bad/overlay-version-of-document.yaml \
	tests/golden/bad/overlay-version-unknown.yaml \
	tests/golden/bad/overlay-why-parameter.yaml \
	tests/golden/bad/overlay-why.yaml
