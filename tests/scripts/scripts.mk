# SPDX-License-Identifier: MIT
# Scripts that look at the sources, and at what was built from them.

SCRIPTS_TESTS = \
	tests/scripts/banned.sh \
	tests/scripts/exports.sh \
	tests/scripts/headers.sh \
	tests/scripts/install.sh \
	tests/scripts/layers.sh \
	tests/scripts/pkgconfig.sh \
	tests/scripts/relocs.sh
TESTS += $(SCRIPTS_TESTS)
EXTRA_DIST += $(SCRIPTS_TESTS) tests/scripts/lib.sh tests/scripts/strip.awk
