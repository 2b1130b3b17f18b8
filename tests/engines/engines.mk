# SPDX-License-Identifier: MIT
# Scripts only: "make check" starts no engine, ./dev test does.
EXTRA_DIST += \
	tests/engines/README \
	tests/engines/engine.sh \
	tests/engines/inroot.sh \
	tests/engines/mkbase.sh \
	tests/engines/mkcerts.sh \
	tests/engines/mkroot.sh \
	tests/engines/registry.sh \
	tests/engines/run.sh \
	tests/engines/sshd.sh \
	tools/demo.sh \
	tools/deps.sh
