#!/bin/sh
# SPDX-License-Identifier: MIT
#
# run.sh [--all-engines] [--engines KIND:ROOT,...] [--quiet]
#        COMMAND [ARGUMENT...]
#
# Runs COMMAND once for each container engine, each freshly started, private
# and stopped afterwards whatever happens.  The engines are Docker and Podman of
# this machine; --all-engines adds those of Debian 13, whose root is built once
# and kept in ${XDG_CACHE_HOME:-~/.cache}/davit.  ROOT is "/", the name of a
# Debian release or a directory made by mkroot.sh.  --quiet tells only of what
# did not pass.
#
# COMMAND runs in the engine's network with this environment:
#   ENGINE_KIND      docker or podman
#   ENGINE_NAME      with its version, e.g. docker-20.10
#   ENGINE_SOCK      path of its socket; no proxy of any kind is set
#   ENGINE_DIR       the directory both sides see under the same path
#   ENGINE_BASE_TAR  file system of the one image it has, base:latest for
#                    Docker and localhost/base:latest for Podman
#   ENGINE_TLS_URL   https://127.0.0.1:2376, Docker only
#   ENGINE_CERTS     certificates for it as mkcerts.sh makes them, Docker only
# Its exit status 0 is a pass, 77 a skip, anything else a failure.
#
# Exit status: 0 all passed, 1 not, 77 no engine can be started here.  With
# DAVIT_ENGINES_REQUIRED=1 what would be a skip is a failure.
# DAVIT_ENGINES_TIMEOUT is the time each COMMAND may take, 600 seconds.

set -eu

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/davit
newer=trixie
engines='docker:/ podman:/'

die()
{
	echo "run.sh: $1" >&2
	exit 1
}

# no_engines REASON... -- one line for each reason
no_engines()
{
	{
		echo
		echo "################################################"
		echo "## SKIPPED: no real container engine was tested"
		for reason in "$@"; do
			echo "##   $reason"
		done
		echo "################################################"
		echo
	} >&2
	if [ "${DAVIT_ENGINES_REQUIRED:-0}" = 1 ]; then
		echo "run.sh: a skip is a failure here" >&2
		exit 1
	fi
	exit 77
}

check_machine()
{
	[ "$(id -u)" -eq 0 ] ||
		no_engines "only root can start engines; you are $(id -un)"
	missing=
	for command in dockerd podman crun catatonit busybox iptables ip \
		nsenter unshare setpriv pgrep curl openssl; do
		command -v $command > /dev/null || missing="$missing $command"
	done
	[ -z "$missing" ] ||
		no_engines "commands missing:$missing" \
			"./dev deps installs them from Debian's packages"
	message=$(unshare --mount --net --pid --fork true 2>&1) ||
		no_engines "namespaces cannot be made here:" "$message"
}

work=
engine=
child=

stop_engine()
{
	[ -n "$engine" ] || return 0
	sh "$here/engine.sh" stop "$engine" || :
	# takes the notice that it ended, so that the shell prints none
	wait "$engine_pid" 2> /dev/null || :
	engine=
}

clean_up()
{
	trap '' INT TERM HUP
	if [ -n "$child" ]; then
		kill -TERM "$child" 2> /dev/null || :
		wait "$child" 2> /dev/null || :
	fi
	stop_engine
	[ -z "$work" ] || rm -rf --one-file-system "$work"
}

# root_of PLACE -- the directory; builds that of a release not seen before
root_of()
{
	case $1 in
	/*)
		echo "$1"
		;;
	*)
		if [ ! -d "$cache/$1" ]; then
			echo "building a Debian $1 root in $cache" >&2
			sh "$here/mkroot.sh" "$1" "$cache/$1" >&2 || return 1
		fi
		echo "$cache/$1"
		;;
	esac
}

api()
{
	curl -sS --fail --max-time 60 --unix-socket "$ENGINE_SOCK" "$@"
}

# The environment of COMMAND is made of exported variables.
describe_engine()
{
	version=$(api http://engine/version |
		sed -n 's/.*Engine","Version":"\([0-9]*\.[0-9]*\).*/\1/p')
	[ -n "$version" ] || return 1
	export ENGINE_NAME="$ENGINE_KIND-$version"
}

# The image gets a PATH because "play kube" of Podman 4.3 sets none.
import_base()
{
	changes='changes=CMD%20%5B%22sh%22%5D&changes=ENV%20PATH%3D%2Fbin'
	case $ENGINE_KIND in
	docker)	path="/images/create?fromSrc=-&repo=base&tag=latest" ;;
	podman)	path="/v4.0.0/libpod/images/import"
		path="$path?reference=localhost/base:latest" ;;
	esac
	api -o "$ENGINE_DIR/import.log" -H 'Content-Type: application/x-tar' \
		--data-binary "@$ENGINE_BASE_TAR" \
		"http://engine$path&$changes"
}

# start_engine KIND ROOT DIR
start_engine()
{
	ENGINE_KIND=$1 ENGINE_DIR=$3 ENGINE_SOCK=$3/$1.sock
	ENGINE_BASE_TAR=$3/base.tar ENGINE_NAME=$1
	export ENGINE_KIND ENGINE_DIR ENGINE_SOCK ENGINE_BASE_TAR ENGINE_NAME
	unset ENGINE_TLS_URL ENGINE_CERTS
	mkdir -p "$3"
	cp "$work/base.tar" "$ENGINE_BASE_TAR"
	set -- run "$1" "$3" "$2"
	if [ "$ENGINE_KIND" = docker ]; then
		export ENGINE_TLS_URL=https://127.0.0.1:2376
		export ENGINE_CERTS="$ENGINE_DIR/certs"
		cp -R "$work/certs" "$ENGINE_CERTS"
		set -- "$@" -H tcp://127.0.0.1:2376 --tlsverify \
			"--tlscacert=$ENGINE_CERTS/ca.pem" \
			"--tlscert=$ENGINE_CERTS/server-cert.pem" \
			"--tlskey=$ENGINE_CERTS/server-key.pem"
	fi
	sh "$here/engine.sh" "$@" &
	engine_pid=$! engine=$ENGINE_DIR
	sh "$here/engine.sh" wait "$engine" && describe_engine && import_base
}

# In the background, so that a signal to this script is acted on at once.
run_command()
{
	sh "$here/engine.sh" in "$engine" setpriv --pdeathsig TERM \
		timeout -k 10 "${DAVIT_ENGINES_TIMEOUT:-600}" "$@" &
	child=$!
	status=0
	wait "$child" || status=$?
	child=
	return "$status"
}

passed=0 failed=0 skipped=0 quiet=

# result WORD [REMARK]
result()
{
	case $1 in
	PASS)	passed=$((passed + 1)) ;;
	FAIL)	failed=$((failed + 1)) ;;
	SKIP)	skipped=$((skipped + 1)) ;;
	esac
	[ "$1$quiet" = PASSyes ] || echo "$1 $ENGINE_NAME${2:+: $2}"
}

show_log()
{
	echo "--- last lines of the log of $ENGINE_NAME:" >&2
	tail -n 20 "$ENGINE_DIR/log" >&2 || :
	echo "---" >&2
}

# test_engine KIND PLACE COMMAND...
test_engine()
{
	kind=$1 place=$2
	shift 2
	ENGINE_NAME=$kind
	if ! root=$(root_of "$place"); then
		result FAIL "no root $place"
		return
	fi
	# A number keeps the path short: it has to fit a socket address.
	number=$((number + 1))
	if start_engine "$kind" "$root" "$work/$number"; then
		status=0
		run_command "$@" || status=$?
		case $status in
		0)	result PASS ;;
		77)	if [ "${DAVIT_ENGINES_REQUIRED:-0}" = 1 ]; then
				result FAIL "skipped, which is a failure here"
			else
				result SKIP
			fi ;;
		124)	show_log
			result FAIL "took too long" ;;
		*)	show_log
			result FAIL "exit status $status" ;;
		esac
	else
		show_log
		result FAIL "did not start"
	fi
	stop_engine
	rm -rf --one-file-system "${work:?}/$number"
	[ "$root" = / ] || rmdir "$root$work" 2> /dev/null || :
}

while [ $# -gt 0 ]; do
	case $1 in
	--all-engines)
		# on Debian 13 itself these are the engines of the machine
		[ "$(. /etc/os-release; echo "${VERSION_CODENAME:-}")" = \
			$newer ] ||
			engines="$engines docker:$newer podman:$newer"
		shift
		;;
	--engines)
		[ $# -ge 2 ] || die "--engines: no list"
		engines=$(echo "$2" | tr ',' ' ')
		shift 2
		;;
	--quiet)
		quiet=yes
		shift
		;;
	--)	shift
		break
		;;
	-*)	die "$1: no such option"
		;;
	*)	break
		;;
	esac
done
[ $# -ge 1 ] || die "usage: run.sh [--all-engines] COMMAND [ARGUMENT...]"

check_machine

trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
work=$(mktemp -d "${TMPDIR:-/tmp}/davit-engines.XXXXXX")
work=$(realpath "$work")
chmod 755 "$work"

# A proxy or another engine's address would lead COMMAND astray.
unset DOCKER_HOST DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION \
	DOCKER_CONTEXT DOCKER_CONFIG CONTAINER_HOST CONTAINER_SSHKEY \
	http_proxy https_proxy all_proxy HTTPS_PROXY ALL_PROXY HTTP_PROXY

sh "$here/mkbase.sh" "$work/base.tar"
sh "$here/mkcerts.sh" "$work/certs"

number=0
for engine_spec in $engines; do
	test_engine "${engine_spec%%:*}" "${engine_spec#*:}" "$@"
done

summary="$passed passed, $failed failed"
[ $skipped -eq 0 ] || summary="$summary, $skipped skipped"
[ -n "$quiet" ] || echo "engines: $summary"
if [ $failed -gt 0 ]; then
	exit 1
elif [ $passed -eq 0 ]; then
	no_engines "the test skipped every engine"
fi
exit 0
