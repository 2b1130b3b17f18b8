# SPDX-License-Identifier: MIT
# What `make check` runs; each folder lists its own.
EXTRA_DIST += tests/README

include tests/unit/unit.mk
include tests/mock/mock.mk
include tests/scripts/scripts.mk
include tests/golden/golden.mk
include tests/property/property.mk
include tests/bodies/bodies.mk
include tests/fuzz/fuzz.mk
include tests/conversations/conversations.mk
include tests/engines/engines.mk
include tests/live/live.mk
include tests/cli/cli.mk
include tests/bench/bench.mk
include tests/docs/docs.mk
