#!/bin/sh
# SPDX-License-Identifier: MIT
#
# terminal.sh -- attach, exec and run on one real engine, with pipes and with
# a terminal that a script types on.
#
# ENGINE_KIND is docker or podman, ENGINE_SOCK the socket of an engine that
# has the image base:latest (localhost/base:latest for Podman), DAVIT the
# command, builddir the folder it was built in.  With ENGINE_TLS_URL and
# ENGINE_CERTS the ends of input over TLS are tested, too.
#
# The last line says "N passed, M failed"; exit status 1 if any failed.

set -u
: "${ENGINE_KIND:?docker or podman}" "${ENGINE_SOCK:?its socket}"
: "${DAVIT:?the command davit}" "${builddir:?the folder it was built in}"

case $ENGINE_KIND in
docker)	base=base:latest ;;
*)	base=localhost/base:latest ;;
esac

work=$(mktemp -d)
one=term-one-$$ two=term-two-$$
passed=0
failed=0
endpoint=unix://$ENGINE_SOCK
export TERM=xterm

davit()
{
	"$DAVIT" -e "$ENGINE_KIND" -H "$endpoint" --timeout 60 "$@"
}

remove()
{
	"$DAVIT" -e "$ENGINE_KIND" -H "$endpoint" --timeout 30 \
		ContainerKill id="$1" > "$work/gone" 2>&1
	"$DAVIT" -e "$ENGINE_KIND" -H "$endpoint" --timeout 30 \
		ContainerDelete id="$1" force=true > "$work/gone" 2>&1
}

clean_up()
{
	remove $one
	remove $two
	rm -rf "$work"
}

trap clean_up EXIT
trap 'exit 130' INT TERM

wrong()
{
	failed=$((failed + 1))
	echo "FAIL ${ENGINE_NAME:-$ENGINE_KIND}: $title: $1"
	sed 's/^/     stdout: /' "$work/out" | cat -v | head -n 20
	sed 's/^/     stderr: /' "$work/err" | cat -v | head -n 10
}

ok()
{
	passed=$((passed + 1))
}

# check TITLE STATUS ARGUMENT... -- input is $work/in if it exists
check()
{
	title=$1 wanted=$2
	shift 2
	input=/dev/null
	[ ! -e "$work/in" ] || input=$work/in
	davit "$@" > "$work/out" 2> "$work/err" < "$input"
	status=$?
	rm -f "$work/in"
	if [ $status -eq "$wanted" ]; then
		ok
	else
		wrong "exit status is $status, not $wanted"
	fi
}

# keys TITLE STATUS ARGUMENT... -- the same; what is typed comes from stdin
keys()
{
	title=$1 wanted=$2
	shift 2
	cat > "$work/script"
	"$builddir/tests/cli/pty" -s "$work/script" "$DAVIT" \
		-e "$ENGINE_KIND" -H "$endpoint" --timeout 60 "$@" \
		> "$work/out" 2> "$work/err"
	status=$?
	if [ $status -eq "$wanted" ]; then
		ok
	else
		wrong "exit status is $status, not $wanted"
	fi
}

# out TEXT, err TEXT -- a line is TEXT; a message has it
out()
{
	if grep -qxF -e "$1" "$work/out"; then ok; else
		wrong "no line is '$1'"
	fi
}

err()
{
	if grep -qF -e "$1" "$work/err"; then ok; else
		wrong "stderr lacks '$1'"
	fi
}

# state NAME -- what the engine says of it
state()
{
	davit ContainerInspect id="$1" 2> "$work/err" |
		"$builddir/tests/cli/jsonq" /State/Status 2> "$work/err"
}

# is NAME STATE
is()
{
	got=$(state "$1")
	if [ "$got" = "$2" ]; then ok; else wrong "it is '$got', not '$2'"; fi
}

# gone NAME -- the engine knows none of that name, soon at the latest
gone()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		if ! davit ContainerInspect id="$1" > "$work/gone" 2>&1; then
			ok
			return
		fi
		sleep 0.3
	done
	wrong "container $1 is still there"
}

piped()
{
	check "run keeps the channels apart" 7 run --rm $base sh -c \
		'echo to out; echo to err >&2; exit 7'
	out "to out"
	err "to err"
	check "run a name twice: it is free again" 3 run --rm --name $one \
		$base sh -c 'exit 3'
	check "the second" 4 run --rm --name $one $base sh -c 'exit 4'
	gone $one
	yes "a line of input" | head -n 50000 > "$work/in"
	check "run passes input on, and its end" 0 run --rm -i $base \
		sh -c 'wc -l < /dev/stdin; echo done'
	out 50000
	out done
	check "run sets variables, place and user" 0 run --rm -e A=x=y \
		-w /tmp -u nobody $base sh -c 'echo "$A $PWD $(id -un)"'
	out "x=y /tmp nobody"
	check "options behind the image are the command's" 0 run --rm $base \
		echo -i --rm -t
	out "-i --rm -t"
	check "run nothing that is there" 1 run --rm --name $one $base /no/such
	gone $one
	title="a reader that has seen enough"
	davit run --rm --name $one $base sh -c 'while :; do echo y; done' \
		2> "$work/err" | head -n 2 > "$work/out"
	out y
	gone $one
	check "run until time is up" 4 --timeout 2 run --rm --name $one \
		$base sleep 300
	gone $one

	check "run in the background" 0 run -d --name $one $base \
		sh -c 'echo begun; cat; sleep 300'
	check "exec" 5 exec $one sh -c 'echo in; echo bad >&2; exit 5'
	out in
	err bad
	echo through > "$work/in"
	check "exec passes input on, and its end" 0 exec -i $one cat
	out through
	check "exec sets variables, place and user" 0 exec -e B=2 -w /etc \
		-u nobody $one sh -c 'echo "$B $PWD $(id -un)"'
	out "2 /etc nobody"
	check "exec what is not there" 127 exec $one sh -c /no/such
	check "exec until time is up" 4 --timeout 1 exec $one sleep 300
	check "exec -t without a terminal" 2 exec -it $one sh
	err "no terminal"
	title="exec, interrupted"
	"$DAVIT" -e "$ENGINE_KIND" -H "$endpoint" exec $one sleep 300 \
		> "$work/out" 2> "$work/err" < /dev/null &
	pid=$!
	sleep 1
	kill -TERM $pid
	wait $pid
	status=$?
	if [ $status -eq 4 ]; then ok; else wrong "exit status $status"; fi
	err interrupted
	check "attach to what does not run" 1 attach nobody-of-that-name
	remove $one
	check "run what ends by itself" 0 run -d --name $one $base \
		sh -c 'sleep 2; echo late; exit 6'
	check "attach, and its exit status" 6 attach --no-stdin $one
	out late
	check "attach too late" 1 attach $one
	err "not running"
	remove $one
}

terminals()
{
	keys "run -it: size, its change, the exit status" 5 \
		run -it --rm --name $one $base <<-'END'
	expect #
	raw
	sleep 300
	send stty size\r
	expect 24 72
	size 30 100
	sleep 500
	send stty size\r
	expect 30 100
	send exit 5\r
	cooked
	END
	gone $one
	keys "detach by keys" 0 run -it --name $one $base <<-'END'
	expect #
	raw
	send \x10\x11
	expect detached
	cooked
	END
	is $one running
	keys "attach again, and end it" 9 attach $one <<-'END'
	raw
	sleep 300
	send \recho a''gain\r
	expect again
	send exit 9\r
	END
	is $one exited
	remove $one
	check "one to work in" 0 run -d --name $two $base sleep 300
	keys "exec -it" 7 exec -it -e X=y $two sh <<-'END'
	expect #
	raw
	sleep 300
	send echo $X; stty size; tty\r
	expect y
	expect 24 72
	expect /dev/
	send exit 7\r
	END
	keys "exec: other keys to detach, and ctrl-p is sent on" 0 \
		exec -it --detach-keys ctrl-a,x $two sh <<-'END'
	expect #
	raw
	send echo fi''rst\r
	expect first
	send \x01x
	expect detached
	END
	keys "ctrl-c goes to the other side" 3 exec -it $two sh <<-'END'
	expect #
	raw
	send sleep 100\r
	sleep 500
	send \x03
	sleep 300
	send exit 3\r
	END
	keys "SIGTERM: the terminal is as it was" 4 exec -it $two sh <<-'END'
	expect #
	raw
	signal 15
	expect interrupted
	cooked
	END
	keys "stopped and continued" 2 exec -it $two sh <<-'END'
	expect #
	raw
	signal 20
	stopped
	cooked
	size 33 99
	continue
	raw
	sleep 500
	send stty size\r
	expect 33 99
	send exit 2\r
	END
	keys "the terminal is closed" 4 exec -it $two sh <<-'END'
	expect #
	raw
	hangup
	END
	keys "without -t, ctrl-c interrupts" 4 exec -i $two cat <<-'END'
	send hello\r
	expect hello
	expect hello
	send \x03
	expect interrupted
	END
	keys "logs that are followed, interrupted" 4 \
		ContainerLogs id=$two follow=true stdout=true <<-'END'
	sleep 500
	signal 2
	expect interrupted
	END
	remove $two
	keys "run, interrupted: it does not go on" 4 \
		run -it --name $one $base <<-'END'
	expect #
	raw
	signal 15
	expect interrupted
	expect killed
	END
	is $one exited
	remove $one
}

over_tls()
{
	endpoint=$ENGINE_TLS_URL
	for file in ca cert key; do
		set -- "$@" "--tls-$file" "$ENGINE_CERTS/$file.pem"
	done
	echo "over TLS" > "$work/in"
	check "run over TLS: the end of input" 0 "$@" run --rm -i $base cat
	out "over TLS"
	check "one over TLS" 0 "$@" run -d --name $one $base sleep 300
	yes tls | head -n 30000 > "$work/in"
	check "exec over TLS: the end of input" 0 "$@" exec -i $one wc -l
	out 30000
	endpoint=unix://$ENGINE_SOCK
	remove $one
}

piped
terminals
[ -z "${ENGINE_TLS_URL:-}" ] || over_tls
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
