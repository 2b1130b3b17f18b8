# SPDX-License-Identifier: MIT
# What the suites on real engines share: one test is one call of davit and what
# is expected of it.  Sourced by run-live.sh.

passed=0
failed=0
out=$work/out
err=$work/err
endpoint=unix://$ENGINE_SOCK
title=

# davit ARGUMENT... -- runs it on the engine; $status, $out and $err tell.
# Its input is the file $input, which is for one call.
input=
davit()
{
	status=0
	"$DAVIT" -e "$ENGINE_KIND" -H "$endpoint" --timeout 120 "$@" \
		> "$out" 2> "$err" < "${input:-/dev/null}" || status=$?
	input=
}

ok()
{
	passed=$((passed + 1))
}

# wrong TEXT -- one test failed
wrong()
{
	failed=$((failed + 1))
	echo "FAIL $ENGINE_NAME: $title: $1"
	sed 's/^/     stdout: /' "$out" | cut -c1-300 | head -n 5
	sed 's/^/     stderr: /' "$err" | cut -c1-300 | head -n 5
}

# works TITLE ARGUMENT... -- exit status 0
works()
{
	title=$1
	shift
	davit "$@"
	if [ "$status" -eq 0 ]; then
		ok
	else
		wrong "exit status $status"
	fi
}

# refused HTTP-STATUS TEXT TITLE ARGUMENT... -- exit status 1, the engine's
# words on stderr, and the status it gave
refused()
{
	want=$1 text=$2 title=$3
	shift 3
	davit -i "$@"
	if [ "$status" -ne 1 ]; then
		wrong "exit status $status, not 1"
	elif ! grep -q "^HTTP/[0-9.]* *$want" "$out"; then
		wrong "not status $want"
	elif ! grep -qi -- "$text" "$err"; then
		wrong "'$text' isn't said"
	else
		ok
	fi
}

# fails STATUS TEXT TITLE ARGUMENT... -- that exit status, that in the message
fails()
{
	want=$1 text=$2 title=$3
	shift 3
	davit "$@"
	if [ "$status" -ne "$want" ]; then
		wrong "exit status $status, not $want"
	elif ! grep -qi -- "$text" "$err"; then
		wrong "'$text' isn't said"
	else
		ok
	fi
}

# also PROGRAM... -- a suite of its own; its last line says how many
also()
{
	"$@" > "$out" 2>&1 || true
	grep -v '^ok' "$out" | cut -c1-300
	counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$out" |
		tail -n 1)
	set -- ${counts:-0 1}
	passed=$((passed + $1))
	failed=$((failed + $2))
}

# value POINTER -- of the JSON that came; nothing if it isn't there
value()
{
	"$builddir/tests/cli/jsonq" "$1" < "$out" 2> /dev/null || :
}

# is POINTER VALUE -- in the JSON of the test before
is()
{
	got=$(value "$1")
	if [ "$got" = "$2" ]; then
		ok
	else
		wrong "$1 is '${got:-(absent)}', not '$2'"
	fi
}

# counts N -- elements of the JSON of the test before, which is an array
counts()
{
	got=$("$builddir/tests/cli/jsonq" -n '' < "$out" 2> /dev/null) || got=none
	if [ "$got" = "$1" ]; then
		ok
	else
		wrong "$got elements, not $1"
	fi
}

# says TEXT -- in the output of the test before
says()
{
	if grep -q -- "$1" "$out"; then
		ok
	else
		wrong "'$1' isn't in it"
	fi
}

# replies HTTP-STATUS TITLE ARGUMENT... -- done, with that status
replies()
{
	want=$1 title=$2
	shift 2
	davit -i "$@"
	if [ "$status" -ne 0 ]; then
		wrong "exit status $status"
	elif ! grep -q "^HTTP/[0-9.]* *$want" "$out"; then
		wrong "not status $want"
	else
		ok
	fi
}

report()
{
	echo "$passed passed, $failed failed"
	[ "$failed" -eq 0 ]
}
