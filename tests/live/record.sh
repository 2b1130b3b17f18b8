#!/bin/sh
# SPDX-License-Identifier: MIT
#
# record.sh -- talks with a real engine by way of davit-mock, which writes that
# down, and then the same once more with what was written: byte for byte the
# answers have to be the same.  Environment as for run-live.sh.

set -u
: "${ENGINE_KIND:?}" "${ENGINE_SOCK:?}" "${DAVIT:?}"
DAVIT_MOCK=${DAVIT_MOCK:-$(dirname "$DAVIT")/davit-mock}
# In the engine's directory only sockets of short names fit.
work=$(mktemp -d /tmp/davit-record.XXXXXX)
mock=
end()
{
	[ -z "$mock" ] || kill -KILL "$mock" 2> /dev/null
	rm -rf "$work"
}
trap end EXIT
trap 'exit 130' INT TERM
passed=0 failed=0
secret=planted-in-the-environment

if [ ! -x "$DAVIT_MOCK" ]; then
	echo "ok: no davit-mock was built"
	echo "1 passed, 0 failed"
	exit 0
fi

check()
{
	title=$1
	shift
	if "$@" > "$work/check" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $ENGINE_NAME: $title"
		head -n 20 "$work/check"
	fi
}

# begin NAME OPTION...
begin()
{
	name=$1
	shift
	"$DAVIT_MOCK" -e "$ENGINE_KIND" --log=off \
		--listen "unix://$work/$name.sock" "$@" > "$work/$name.out" &
	mock=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ ! -s "$work/$name.out" ] || return 0
		sleep 0.2
	done
}

stop()
{
	kill "$mock"
	wait "$mock"
	mock=
}

# one NAME ARGUMENT... -- what it says, and how it ends
one()
{
	at=$1
	shift
	status=0
	timeout 60 "$DAVIT" -e "$ENGINE_KIND" -H "unix://$work/$at.sock" \
		"$@" > "$work/said" 2>&1 < "$work/in" || status=$?
	echo "== $* -> $status"
	sed "s/$secret/(hidden)/g" "$work/said"
}

talk()
{
	: > "$work/in"
	one "$1" -i ContainerCreate name=rec --body '{"Image": "'"$base"'",
		"Cmd": ["sh", "-c", "echo out; echo err >&2; exit 3"],
		"Env": ["A_PASSWORD='$secret'"]}'
	one "$1" -i ContainerStart id=rec
	one "$1" ContainerWait id=rec
	one "$1" -i ContainerInspect id=rec
	one "$1" ContainerLogs id=rec stdout=true stderr=true
	one "$1" -i ContainerInspect id=nobody
	one "$1" ContainerArchive id=rec path=/etc -o "$work/archive"
	sha256sum < "$work/archive"
	one "$1" ImageList
	one "$1" SystemEvents since=0 until=1
	printf 'one\ntwo\n' > "$work/in"
	one "$1" run -i --rm "$base" wc -l
	: > "$work/in"
	one "$1" ContainerDelete id=rec force=true
}

base=base:latest
[ "$ENGINE_KIND" = docker ] || base=localhost/base:latest
begin rec --record "$work/tape" --upstream "unix://$ENGINE_SOCK"
talk rec > "$work/recorded"
stop
check "something was recorded" grep -q '"taken"' "$work/tape"
check "it went well" grep -q 'ContainerInspect id=rec -> 0' "$work/recorded"
check "a session went well" grep -qx 2 "$work/recorded"
check "no secret is in it" sh -c '! grep "$1" "$2"' - "$secret" "$work/tape"
begin again --replay "$work/tape"
talk again > "$work/replayed"
stop
check "what is replayed is the same" diff "$work/recorded" "$work/replayed"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
