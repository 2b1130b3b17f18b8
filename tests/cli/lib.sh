# SPDX-License-Identifier: MIT
# Sourced by the tests of the command: runs it and looks at what came out.
# shellcheck shell=sh

set -u
: "${DAVIT:?}" "${builddir:?}"

[ "$("$DAVIT" engines | wc -l)" -ge 2 ] || {
	echo "not all engines are built in"
	exit 77
}
tmp=$(mktemp -d)
server=
trap 'stop_server; rm -rf "$tmp"' EXIT
unset DOCKER_HOST CONTAINER_HOST DOCKER_CERT_PATH DOCKER_TLS DOCKER_TLS_VERIFY
unset DOCKER_API_VERSION NO_COLOR COLUMNS
export TERM=xterm LC_ALL=C
failures=0
what=

fail()
{
	printf 'FAILED: %s\n  %s\n' "$what" "$1"
	sed 's/^/  stdout: /' "$tmp/out" | head -n 20 | cut -c1-200
	sed 's/^/  stderr: /' "$tmp/err" | head -n 20 | cut -c1-200
	failures=$((failures + 1))
}

# run STATUS ARGUMENT... -- standard input is $tmp/in if it exists
run()
{
	wanted=$1
	shift
	what="davit $*"
	input=/dev/null
	[ ! -e "$tmp/in" ] || input=$tmp/in
	"$DAVIT" "$@" > "$tmp/out" 2> "$tmp/err" < "$input"
	status=$?
	rm -f "$tmp/in"
	[ "$status" -eq "$wanted" ] ||
		fail "exit status is $status, not $wanted"
}

# out TEXT, err TEXT -- standard output or error holds TEXT
out()
{
	grep -qF -e "$1" "$tmp/out" || fail "stdout lacks: $1"
}

err()
{
	grep -qF -e "$1" "$tmp/err" || fail "stderr lacks: $1"
}

not_out()
{
	! grep -qF -e "$1" "$tmp/out" || fail "stdout holds: $1"
}

not_err()
{
	! grep -qF -e "$1" "$tmp/err" || fail "stderr holds: $1"
}

# out_is TEXT -- standard output is TEXT and a newline, exactly
out_is()
{
	printf '%s\n' "$1" | cmp -s - "$tmp/out" || fail "stdout is not: $1"
}

empty()
{
	[ ! -s "$tmp/$1" ] || fail "$1 is not empty"
}

# first_err TEXT -- the first line of standard error is "davit: " and TEXT...
first_err()
{
	case $(head -n 1 "$tmp/err") in
	"davit: "*"$1"*) ;;
	*) fail "the first line of stderr lacks: $1" ;;
	esac
}

# json POINTER VALUE -- standard output is JSON with VALUE there
json()
{
	found=$("$builddir/tests/cli/jsonq" "$1" < "$tmp/out" 2>&1)
	[ "$found" = "$2" ] || fail "$1 is '$found', not '$2'"
}

# json_count POINTER -- how many elements are there
json_count()
{
	"$builddir/tests/cli/jsonq" -n "$1" < "$tmp/out"
}

# serve REPLY [SECONDS] -- an engine that answers with the file
serve()
{
	serve_on "$tmp/engine.sock" "$@"
}

# serve_on SOCKET|tcp REPLY [SECONDS] -- the same; with tcp, sets $port
serve_on()
{
	stop_server
	rm -f "$tmp/engine.sock"
	# Emptied here: the child might be late, and the last one's port read.
	: > "$tmp/ready"
	"$builddir/tests/cli/serve" "$@" >> "$tmp/ready" &
	server=$!
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		port=$(sed -n 's/^ready //p' "$tmp/ready")
		[ -z "$port" ] || return
		sleep 0.1
	done
	what=serve
	fail "the server did not start"
}

stop_server()
{
	[ -z "$server" ] || kill "$server" 2> /dev/null
	[ -z "$server" ] || wait "$server" 2> /dev/null
	server=
}

finish()
{
	[ "$failures" -eq 0 ] || {
		echo "$failures failed"
		exit 1
	}
	exit 0
}
