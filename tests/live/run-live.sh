#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run-live.sh -- tests the command davit, and with it the library, on one real
# engine.  tests/engines/run.sh starts the engine and sets ENGINE_KIND,
# ENGINE_NAME, ENGINE_SOCK, ENGINE_DIR, ENGINE_BASE_TAR and, for Docker,
# ENGINE_TLS_URL and ENGINE_CERTS; DAVIT is the command, builddir the folder
# it was built in:
#
#	sh tests/engines/run.sh env DAVIT=build/davit builddir=build \
#		srcdir=. sh tests/live/run-live.sh
#
# The last line says "N passed, M failed"; exit status 1 if any failed.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
: "${ENGINE_KIND:?see the head of run-live.sh}"
: "${DAVIT:?the command davit}" "${builddir:?the folder it was built in}"

clean_up()
{
	sh "$here/../engines/registry.sh" stop "$work/registry"
	sh "$here/../engines/sshd.sh" stop "$work/sshd"
	rm -rf "$work"
}

work=$(mktemp -d "$ENGINE_DIR/live.XXXXXX")
trap clean_up EXIT
trap 'exit 130' INT TERM

. "$here/lib.sh"
. "$here/common.sh"
. "$here/compat.sh"
. "$here/streams.sh"
. "$here/registry.sh"
. "$here/ssh.sh"

case $ENGINE_KIND in
docker)
	. "$here/docker.sh"
	base=base:latest
	common_suite
	compat_suite
	docker_suite
	streams_suite
	registry_suite
	tls_suite
	ssh_suite
	;;
podman)
	. "$here/libpod.sh"
	base=localhost/base:latest
	common_suite
	libpod_suite
	compat_suite
	streams_suite
	registry_suite
	ssh_suite
	;;
*)
	echo "run-live.sh: $ENGINE_KIND: nothing is known of it" >&2
	exit 99
	;;
esac
also sh "$here/terminal.sh"
also sh "$here/record.sh"
also "$builddir/tests/live/recipes"
report
