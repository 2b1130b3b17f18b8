#!/bin/sh
# SPDX-License-Identifier: MIT
# The program davit-mock: where it listens, whom it lets in, what it tells, and
# how it ends.

. "$srcdir/tests/scripts/lib.sh"
: "${DAVIT:?}" "${DAVIT_MOCK:?}"
need curl

pid=
end()
{
	[ -z "$pid" ] || kill -KILL "$pid" 2> /dev/null
	rm -rf "$tmp"
}
trap end EXIT

# begin OPTION... -- starts one; $uri is its first address, $uri2 its second
begin()
{
	rm -f "$tmp/out"
	"$program" "$@" > "$tmp/out" 2> "$tmp/err" &
	pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ ! -s "$tmp/out" ] || break
		kill -0 "$pid" 2> /dev/null || break
		sleep 0.2
	done
	uri=$(sed -n 's/^listening on //p' "$tmp/out" | sed -n 1p)
	uri2=$(sed -n 's/^listening on //p' "$tmp/out" | sed -n 2p)
	[ -n "$uri" ] || {
		fail "davit-mock $*: does not listen"
		cat "$tmp/err"
		finish
	}
}

# finish_mock [SIGNAL] -- its exit status has to be 0
finish_mock()
{
	kill -"${1:-TERM}" "$pid"
	wait "$pid" || fail "it ends with status $?"
	pid=
}

# ask WHAT EXPECTED CURL-ARGUMENT... -- the status, or curl's failure
ask()
{
	what=$1
	expected=$2
	shift 2
	got=$(curl -s -o "$tmp/body" -w '%{http_code}' --max-time 20 "$@")
	[ "$got" = "$expected" ] ||
		fail "$what: $got instead of $expected: $(cat "$tmp/err")"
}

# refused STATUS TEXT OPTION... -- can't be started
refused()
{
	wanted=$1
	text=$2
	shift 2
	"$program" "$@" > "$tmp/printed" 2> "$tmp/said" < /dev/null
	got=$?
	[ "$got" -eq "$wanted" ] || fail "$*: status $got"
	grep -q -- "$text" "$tmp/said" || fail "$*: says $(cat "$tmp/said")"
	[ ! -s "$tmp/printed" ] || fail "$*: prints $(cat "$tmp/printed")"
}

program=$DAVIT_MOCK
mkdir "$tmp/tmp"
TMPDIR=$tmp/tmp
export TMPDIR

# A socket of its own, of which nothing stays.
begin
case $uri in
unix://"$tmp"/tmp/davit-mock-*/engine.sock) ;;
*) fail "listens on $uri by itself" ;;
esac
[ "$(ls -l "${uri#unix://}" | cut -c1-10)" = srw------- ] ||
	fail "others may use its socket"
ask ping 200 --unix-socket "${uri#unix://}" http://d/_ping
finish_mock
[ -z "$(ls "$tmp/tmp")" ] || fail "it leaves $(ls "$tmp/tmp")"

# Two addresses; a free port; SIGINT; a line for each request.
begin -e docker -a 1.44 --listen="unix://$tmp/s" --listen=tcp://127.0.0.1:0
[ "$uri" = "unix://$tmp/s" ] || fail "listens on $uri"
case $uri2 in
tcp://127.0.0.1:0 | '') fail "the free port is $uri2" ;;
esac
ask "over unix" 200 --unix-socket "$tmp/s" http://d/_ping
ask "over TCP" 200 "http${uri2#tcp}/v1.44/version"
grep -q '"ApiVersion":"1.44"' "$tmp/body" ||
	fail "the version is $(cat "$tmp/body")"
ask "no operation" 404 "http${uri2#tcp}/nothing"
refused 1 "in use" --listen="unix://$tmp/s"
DOCKER_HOST=$uri2 "$DAVIT" -e docker SystemVersion > "$tmp/said" ||
	fail "davit can't speak to it"
finish_mock INT
[ ! -e "$tmp/s" ] || fail "the socket stays"
grep -q ' unix GET /_ping SystemPing v1.44 200 ' "$tmp/err" ||
	fail "the log lacks the ping: $(cat "$tmp/err")"
grep -q ' GET /nothing - - 404 ' "$tmp/err" ||
	fail "the log lacks the refusal: $(cat "$tmp/err")"

# The other log, and none.
begin --log=json
ask ping 200 --unix-socket "${uri#unix://}" http://d/_ping
finish_mock
grep -q '^{"time":".*"operation":"SystemPing",.*"status":200,.*}$' \
	"$tmp/err" || fail "the log is no JSON: $(cat "$tmp/err")"
begin --log=off
ask ping 200 --unix-socket "${uri#unix://}" http://d/_ping
finish_mock
[ ! -s "$tmp/err" ] || fail "logs: $(cat "$tmp/err")"

# Limits.
begin --max-head=2K --max-body=1k --idle-timeout=100ms
socket=${uri#unix://}
ask "a large head" 431 --unix-socket "$socket" \
	-H "X: $(printf '%2048s' '' | tr ' ' x)" http://d/_ping
ask "a large body" 413 --unix-socket "$socket" \
	-d "$(printf '%2048s' '' | tr ' ' x)" http://d/_ping
finish_mock

# Versions that no document tells of.
begin -e docker -a 1.44 --min-api=1.12
socket=${uri#unix://}
ask "the oldest version" 200 --unix-socket "$socket" http://d/v1.12/version
grep -q '"MinAPIVersion":"1.12"' "$tmp/body" ||
	fail "the oldest version is $(cat "$tmp/body")"
ask "an older version" 400 --unix-socket "$socket" http://d/v1.11/version
grep -q 'too old. Minimum supported API version is 1.12' "$tmp/body" ||
	fail "an older version: $(cat "$tmp/body")"
finish_mock

# A target as proxies get it; what a process that was killed leaves behind.
begin --listen="unix://$tmp/s"
ask "an absolute target" 200 --unix-socket "$tmp/s" \
	--request-target http://other/_ping http://d/
kill -KILL "$pid"
wait "$pid" 2> /dev/null
[ -S "$tmp/s" ] || fail "SIGKILL removes a socket"
begin --listen="unix://$tmp/s"
ask "where a socket was left" 200 --unix-socket "$tmp/s" http://d/_ping
finish_mock

# What is being answered may end; told twice, it ends at once.
for times in 1 2; do
	begin --listen="unix://$tmp/s" --grace="$((times * times * 3 - 2))s"
	curl -sN --unix-socket "$tmp/s" http://d/events > "$tmp/events" &
	curl=$!
	ask meanwhile 200 --unix-socket "$tmp/s" http://d/_ping
	sleep 0.3
	began=$(date +%s)
	kill -TERM "$pid"
	sleep 0.3
	kill -0 "$pid" || fail "a stream has no grace"
	ask "a new request" 000 --unix-socket "$tmp/s" http://d/_ping
	[ "$times" = 1 ] || kill -TERM "$pid"
	wait "$pid" || fail "told $times times: status $?"
	pid=
	[ $(($(date +%s) - began)) -le 4 ] || fail "told $times times: waits"
	wait "$curl" && fail "told $times times: the stream ends well"
	[ ! -e "$tmp/s" ] || fail "told $times times: the socket stays"
done

# A terminal that is gone.
begin --listen="unix://$tmp/s"
finish_mock HUP
[ ! -e "$tmp/s" ] || fail "the socket stays after SIGHUP"

# By way of the command.
program="$DAVIT"
begin mock -e docker -a v1.40 --log=off
ask "davit mock" 200 --unix-socket "${uri#unix://}" http://d/version
grep -q '"ApiVersion":"1.40"' "$tmp/body" ||
	fail "davit mock: the version is $(cat "$tmp/body")"
finish_mock
begin -e docker -a v1.41 mock
ask "davit mock" 200 --unix-socket "${uri#unix://}" http://d/version
grep -q '"ApiVersion":"1.41"' "$tmp/body" ||
	fail "davit -a mock: the version is $(cat "$tmp/body")"
finish_mock
program=$DAVIT_MOCK

# Wrong input.
refused 2 "what is 'x'" x
refused 2 "--check: not understood: 'x'" --check=x
refused 2 "--log: not understood" --log=
refused 2 "--grace: not understood: '1y'" --grace=1y
refused 2 "--max-body: not understood: '0'" --max-body=0
refused 2 "--max-head: not understood: '99999999G'" --max-head=99999999G
refused 2 "unrecognized option" --no-such
refused 2 dokcer -e dokcer
refused 2 "9.99" -e docker -a v9.99
refused 2 "beyond v1.44" -e docker -a v1.44 --min-api=1.45
refused 2 "'old' is no version" --min-api=old
refused 2 "neither unix://" --listen=x
refused 2 "certificate" --listen=https://127.0.0.1:0
refused 1 "cannot listen" --listen=unix:///nonexistent/s
"$program" --help > "$tmp/out" || fail "--help: status $?"
[ "$(expand "$tmp/out" | awk 'length > 80' | wc -l)" -eq 0 ] ||
	fail "--help is wide"
for option in $(sed -n 's/.*"\([a-z-]*\)", \(required\|no\)_argument.*/\1/p' \
    "$srcdir/src/mock/main.c"); do
	grep -q -- "--$option" "$tmp/out" || fail "--help lacks --$option"
	sed 's/Fl -/--/g; s/ Ns//g' "$srcdir/man/davit-mock.1" |
		grep -q -- "--$option" || fail "davit-mock.1 lacks --$option"
done

# TLS, where it is built in.
grep -q '^#define HAVE_MOCK_TLS 1' "$builddir/config.h" || finish
need openssl
cd "$tmp" || exit 1
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca \
	-keyout ca.key -out ca.pem 2> /dev/null
for name in server client; do
	openssl req -newkey rsa:2048 -nodes -subj /CN=$name -keyout $name.key \
		-out $name.csr 2> /dev/null
	echo "subjectAltName=IP:127.0.0.1" > ext
	openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key \
		-CAcreateserial -days 2 -extfile ext -out $name.pem 2> /dev/null
done
begin -e docker --listen=https://127.0.0.1:0 --listen=tcp://127.0.0.1:0 \
	--tls-cert=server.pem --tls-key=server.key
ask "over TLS" 200 --cacert ca.pem "$uri/_ping"
ask "over TLS, by tcp://" 200 --cacert ca.pem "https${uri2#tcp}/_ping"
ask "without TLS" 400 --http0.9 "http${uri#https}/_ping"
grep -q 'HTTP request to an HTTPS server' body || fail "says nothing of TLS"
ask "without trust" 000 "$uri/_ping"
finish_mock
begin -e docker --listen=https://127.0.0.1:0 --tls-cert=server.pem \
	--tls-key=server.key --tls-client-ca=ca.pem
ask "with a certificate" 200 --cacert ca.pem --cert client.pem \
	--key client.key "$uri/_ping"
ask "without a certificate" 000 --cacert ca.pem "$uri/_ping"
finish_mock
refused 2 "none.pem" --tls-cert=none.pem --tls-key=server.key
refused 2 "not the key" --tls-cert=server.pem --tls-key=client.key
refused 2 "needs a certificate and its key" --tls-key=server.key
finish
