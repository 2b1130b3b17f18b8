#!/bin/sh
# SPDX-License-Identifier: MIT
# What users of davit-mock write: fixtures with all faults, as a client of
# davit sees them; expectations; recordings.

. "$srcdir/tests/scripts/lib.sh"
: "${DAVIT:?}" "${DAVIT_MOCK:?}"
# The shell's own paths, for the programs are wrappers of libtool.
pids=
end()
{
	for one in $pids; do
		kill -KILL "$one" 2> /dev/null
	done
	rm -rf "$tmp"
}
trap end EXIT
unset DOCKER_HOST CONTAINER_HOST DOCKER_CONFIG
# What is left at the end of a child of a child is looked at by unit tests.
ASAN_OPTIONS=detect_leaks=0${ASAN_OPTIONS:+:$ASAN_OPTIONS}
export ASAN_OPTIONS

# begin NAME OPTION... -- listens at $tmp/NAME.sock; its process is $pid
begin()
{
	name=$1
	shift
	"$DAVIT_MOCK" -e docker -a v1.43 --log=off \
		--listen "unix://$tmp/$name.sock" "$@" \
		> "$tmp/$name.out" 2> "$tmp/$name.err" &
	pid=$!
	pids="$pids $pid"
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ ! -s "$tmp/$name.out" ] || return 0
		sleep 0.2
	done
	fail "davit-mock $*: does not listen"
	cat "$tmp/$name.err"
	finish
}

# stop PID STATUS -- it has to end so
stop()
{
	kill "$1"
	wait "$1"
	status=$?
	[ "$status" -eq "$2" ] || fail "ended with $status, not $2"
}

# call NAME STATUS TEXT ARGUMENT... -- its status, and a part of what it says
call()
{
	at=$1 wanted=$2 part=$3
	shift 3
	timeout 20 "$DAVIT" -H "unix://$tmp/$at.sock" -a v1.43 "$@" \
		> "$tmp/said" 2>&1 < /dev/null
	status=$?
	[ "$status" -eq "$wanted" ] ||
		fail "davit $*: status $status, not $wanted"
	[ -z "$part" ] || grep -qF -e "$part" "$tmp/said" || {
		fail "davit $*: lacks: $part"
		head -c 400 "$tmp/said"
	}
}

# ---- documents that are wrong ------------------------------------------------
rows=0
while IFS= read -r row; do
	case $row in
	'#'*) continue ;;
	esac
	rows=$((rows + 1))
	printf '%b\n' "${row%% | *}" > "$tmp/F"
	(cd "$tmp" && timeout 20 "$DAVIT_MOCK" -e docker -a v1.43 \
		--listen "unix://$tmp/bad.sock" --fixtures F) > "$tmp/said" 2>&1
	[ $? -eq 2 ] || fail "not refused: $row"
	grep -qF -e "davit-mock: ${row#* | }" "$tmp/said" || {
		fail "another error: $row"
		cat "$tmp/said"
	}
done < "$srcdir/tests/mock/fixtures-bad.txt"
[ "$rows" -ge 40 ] || fail "only $rows documents"

# ---- answers -----------------------------------------------------------------
printf '["of a file"]' > "$tmp/body"
cat > "$tmp/f.yaml" << 'END'
world:
  containers:
  - {name: web, image: busybox, state: running}
answers:
- {op: ContainerInspect, params: {id: a*}, times: 1, status: 500,
   error: not today}
- {op: ContainerInspect, params: {id: a*}, from: 2, count: 1,
   json: {Id: second}}
- {op: ContainerInspect, params: {id: a*}, json: {Id: later},
   headers: {X-Own: "yes"}}
- {op: ContainerCreate, body: {Image: secret*}, status: 403}
- {op: ContainerTop, text: some text, type: text/x-own}
- {op: ContainerChanges, base64: W10=, type: application/json}
- {op: ImageHistory, file: body, type: application/json}
- op: ContainerLogs
  stream: [{stdout: "one\n"}, {wait_ms: 20}, {stderr: "two\n"}]
- op: SystemEvents
  stream: [{json: {Type: own}}]
- op: ContainerAttach
  taken: [{stdout: "who?\n"}, {read: "\n"}, {stdout: "aha\n"}]
END
begin ok --fixtures "$tmp/f.yaml"
ok=$pid
call ok 1 'not today' ContainerInspect id=abc
call ok 0 '{"Id":"second"}' ContainerInspect id=a
call ok 0 '{"Id":"later"}' ContainerInspect id=ax
call ok 0 'X-Own: yes' -i ContainerInspect id=ax
call ok 0 '"/web"' ContainerInspect id=web
call ok 1 Forbidden ContainerCreate --body '{"Image": "secret-one"}'
call ok 0 '"Id"' ContainerCreate --body '{"Image": "busybox"}'
call ok 0 'some text' ContainerTop id=web
call ok 0 '[]' ContainerChanges id=web
call ok 0 'of a file' ImageHistory name=x
call ok 0 one ContainerLogs id=web stdout=true stderr=true
grep -qx two "$tmp/said" || fail "the second piece is missing"
call ok 0 '{"Type":"own"}' SystemEvents
stop "$ok" 0

# ---- the example of the manual page ------------------------------------------
sed -n '/^\.Sh EXAMPLES/,/^\.Ed/{/^\./d;s/\\e/\\/g;p;}' \
	"$srcdir/man/davit-fixtures.5" > "$tmp/example.yaml"
begin example --fixtures "$tmp/example.yaml"
example=$pid
call example 1 'no space left' ContainerStart id=web
call example 0 '' ContainerStart id=web
call example 1 'manifest unknown' ImageCreate fromImage=x
call example 0 ready ContainerLogs id=web stdout=true
stop "$example" 0

# ---- faults ------------------------------------------------------------------
cat > "$tmp/faults.yaml" << 'END'
answers:
- {op: ContainerInspect, params: {id: slow}, json: {Id: slow},
   fault: {latency_ms: 300}}
- {op: ContainerInspect, params: {id: stall}, json: {Id: stall},
   fault: {stall_after: 3}}
- {op: ContainerInspect, params: {id: pause}, json: {Id: pause},
   fault: {stall_after: 3, stall_ms: 100}}
- {op: ContainerInspect, params: {id: before}, json: {}, fault: {reset: before}}
- {op: ContainerInspect, params: {id: head}, json: {}, fault: {reset: head}}
- {op: ContainerInspect, params: {id: body}, json: {Id: abcdef},
   fault: {reset: body, at: 5}}
- {op: ContainerInspect, params: {id: cut}, json: {Id: abcdef},
   fault: {cut_body: 4}}
- {op: ContainerInspect, params: {id: g1}, json: {}, fault: {garbage: before}}
- {op: ContainerInspect, params: {id: g2}, json: {}, fault: {garbage: head}}
- {op: ContainerInspect, params: {id: g3}, json: {}, fault: {garbage: body}}
- {op: ContainerInspect, params: {id: type}, json: {Id: typed},
   fault: {type: text/html}}
- {op: ContainerInspect, params: {id: bytes}, json: {Id: bytes},
   fault: {bytewise: true}}
- {op: ContainerInspect, params: {id: move}, fault: {redirect: /elsewhere}}
- {op: ContainerInspect, params: {id: first}, json: {Id: first},
   fault: {first: 2, status: 503}}
- {op: ContainerLogs, stream: [{stdout: "one\n"}], params: {id: cut},
   fault: {cut_frame: true}}
- {op: ContainerLogs, stream: [{stdout: "one\n"}], params: {id: err},
   fault: {stream_error: it broke}}
- {op: ContainerAttach, taken: [{stdout: "one\n"}],
   fault: {never_close: true}}
- {op: ImageCreate, fault: {stream_error: no such image}}
- {op: ImageGet, fault: {tar_error: disk is full}}
- {op: ImageList, fault: {null_lists: true}}
- {op: SystemInfo, fault: {big_number: /NCPU}}
- {op: SystemVersion, fault: {big_number: /no/such}}
END
begin bad --fixtures "$tmp/faults.yaml"
bad=$pid
call bad 0 slow ContainerInspect id=slow
call bad 4 '' --stall-timeout 500ms ContainerInspect id=stall
call bad 0 pause ContainerInspect id=pause
call bad 3 'closed the connection without an answer' \
	ContainerInspect id=before
call bad 3 'broke' ContainerInspect id=head
call bad 3 'in the middle of the answer' ContainerInspect id=body
call bad 3 'in the middle of the answer' ContainerInspect id=cut
call bad 3 'does not speak HTTP' ContainerInspect id=g1
call bad 3 'does not speak HTTP' ContainerInspect id=g2
call bad 0 '{garbage' ContainerInspect id=g3
call bad 0 typed ContainerInspect id=type
call bad 0 '"bytes"' ContainerInspect id=bytes
call bad 1 '301' ContainerInspect id=move
call bad 1 'Service Unavailable' ContainerInspect id=first
call bad 1 'Service Unavailable' ContainerInspect id=first
call bad 0 '{"Id":"first"}' ContainerInspect id=first
call bad 3 'frame' ContainerLogs id=cut stdout=true
call bad 1 'it broke' ContainerLogs id=err stdout=true
call bad 1 'no such image' ImageCreate fromImage=x
call bad 1 'disk is full' ImageGet name=x -o "$tmp/image.tar"
call bad 0 null ImageList
call bad 0 18446744073709551616 SystemInfo
call bad 1 "no place '/no/such'" SystemVersion
timeout 2 "$DAVIT" -H "unix://$tmp/bad.sock" -a v1.43 ContainerAttach id=web \
	stream=true stdout=true > "$tmp/said" 2>&1 < /dev/null
[ $? -eq 124 ] || fail "what never closes was closed"
grep -qx one "$tmp/said" || fail "what never closes said nothing"
stop "$bad" 0

# ---- expectations ------------------------------------------------------------
cat > "$tmp/e.yaml" << 'END'
- {op: ContainerInspect, params: {id: web}, times: 2}
- {op: ImageList, times: {max: 1}}
- {op: ContainerCreate, body: {Image: b*}}
END
begin met --expect "$tmp/e.yaml"
met=$pid
call met 0 OK SystemPing
call met 1 'No such' ContainerInspect id=web
call met 1 'No such' ContainerInspect id=web
call met 0 Id ContainerCreate --body '{"Image": "busybox"}'
stop "$met" 0
begin unmet --expect "$tmp/e.yaml"
unmet=$pid
call unmet 1 'No such' ContainerInspect id=web
call unmet 1 'No such' ContainerInspect id=db
call unmet 0 '' SystemInfo
stop "$unmet" 3
for part in 'e.yaml:1: expected 2, came 1: ContainerInspect' \
    'params.id: expected "web", was "db"' \
    'e.yaml:3: expected 1, came 0: ContainerCreate body {"Image":"b*"}' \
    'unexpected: ContainerInspect params {"id":"db"}' \
    'unexpected: SystemInfo'; do
	grep -qF -e "$part" "$tmp/unmet.err" || {
		fail "the report lacks: $part"
		cat "$tmp/unmet.err"
	}
done
printf '{"order": "strict", "others": "allow", "calls": [%s, %s]}\n' \
	'{"op": "SystemInfo"}' '{"op": "SystemVersion"}' > "$tmp/order.json"
begin order --expect "$tmp/order.json"
order=$pid
call order 0 '' SystemVersion
call order 0 '' SystemInfo
stop "$order" 3
grep -qF 'expected 1, came 0: SystemVersion' "$tmp/order.err" ||
	fail "strict order was not looked at"

# ---- recordings --------------------------------------------------------------
secret='planted-secret'
talk()
{
	call "$1" 0 Id ContainerCreate name=rec --header \
		"X-Registry-Auth: $secret" --body '{"Image": "busybox",
		"Cmd": ["sh", "-c", "echo said"], "Env": ["A_TOKEN='$secret'"]}'
	cat "$tmp/said"
	for args in 'ContainerStart id=rec' 'ContainerInspect id=none' \
	    'ContainerLogs id=rec stdout=true' 'ContainerInspect id=rec' \
	    'ContainerAttach id=rec logs=true stdout=true' \
	    'SystemEvents since=0 until=1'; do
		# shellcheck disable=SC2086
		timeout 20 "$DAVIT" -H "unix://$tmp/$1.sock" -a v1.43 $args \
			> "$tmp/said" 2>&1 < /dev/null
		echo "status $?"
		sed "s/$secret/(hidden)/" "$tmp/said"
	done
	timeout 20 "$DAVIT" -H "unix://$tmp/$1.sock" -a v1.43 SystemAuth \
		--body '{"username": "u", "password": "'$secret'"}' 2>&1 |
		sed 's/"IdentityToken":"[^"]*"/TOKEN/'
}
begin real
real=$pid
begin rec --record "$tmp/tape" --upstream "unix://$tmp/real.sock"
rec=$pid
talk rec > "$tmp/recorded"
stop "$rec" 0
stop "$real" 0
grep -q said "$tmp/recorded" || fail "nothing was recorded"
grep -q '"taken":\[{' "$tmp/tape" || fail "no connection was taken over"
[ "$(stat -c %a "$tmp/tape")" = 600 ] || fail "others can read the recording"
! grep -q "$secret" "$tmp/tape" || fail "a secret is in the recording"
grep -q '"password":"(hidden)"' "$tmp/tape" || fail "no secret was hidden"
begin again --replay "$tmp/tape"
again=$pid
talk again > "$tmp/replayed"
cmp "$tmp/recorded" "$tmp/replayed" || {
	fail "replayed is something else"
	diff "$tmp/recorded" "$tmp/replayed"
}
call again 1 'is not recorded' ContainerKill id=rec
call again 1 'the query differs' ContainerInspect id=rec size=true
stop "$again" 0
echo 'nonsense' > "$tmp/F"
timeout 20 "$DAVIT_MOCK" --replay "$tmp/F" > "$tmp/said" 2>&1
[ $? -eq 2 ] || fail "nonsense is no recording"
grep -qF "F:1: this line is not JSON" "$tmp/said" || fail "$(cat "$tmp/said")"
begin nobody --record "$tmp/tape2" --upstream "unix://$tmp/no.sock"
call nobody 1 'the engine behind this' SystemInfo
stop "$pid" 0
finish
