#!/bin/sh
# SPDX-License-Identifier: MIT
# streams: shown as they come, saved whole or not at all, judged at the end

. "$srcdir/tests/cli/lib.sh"

host="unix://$tmp/engine.sock"
escape=$(printf '\033')

# reply STATUS TYPE BODY-FILE -- to the end of the connection
reply()
{
	{
		printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\n' "$1" "$2"
		printf 'Connection: close\r\n\r\n'
		cat "$3"
	} > "$tmp/reply"
}

call()
{
	wanted=$1
	shift
	run "$wanted" -H "$host" -a 1.41 "$@"
}

# tty STATUS STEPS ARGUMENT... -- on a terminal
tty()
{
	wanted=$1
	printf '%b' "$2" > "$tmp/steps"
	shift 2
	what="davit $* on a terminal"
	"$builddir/tests/cli/pty" -s "$tmp/steps" "$DAVIT" -H "$host" \
		-a 1.41 "$@" > "$tmp/out" 2> "$tmp/err"
	status=$?
	[ "$status" -eq "$wanted" ] ||
		fail "exit status is $status, not $wanted"
}

# wait_for FILE TEXT -- until it holds TEXT, at most 5 seconds
wait_for()
{
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 \
		24 25; do
		! grep -qF -e "$2" "$1" 2> /dev/null || return 0
		sleep 0.2
	done
	fail "$2 does not come"
}

# frame CHANNEL TEXT -- one of less than 128 bytes
frame()
{
	printf "\\$1\\0\\0\\0\\0\\0\\0\\$(printf %o ${#2})%s" "$2"
}

# JSON: one value a line, every digit as it came
printf '%s\r\n' '{"n": 123456789012345678901234567890, "e": 1e2}' \
	'{"t":"\u0041\/"}{"id":"x"}[ ]' > "$tmp/body"
reply "200 OK" application/json "$tmp/body"
serve "$tmp/reply"
call 0 SystemEvents
printf '%s\n' '{"n":123456789012345678901234567890,"e":1e2}' \
	'{"t":"\u0041\/"}' '{"id":"x"}' '[]' | cmp -s - "$tmp/out" ||
	fail "the values are not one a line"
call 0 SystemEvents --raw
cmp -s "$tmp/out" "$tmp/body" || fail "--raw changed the stream"
call 0 SystemEvents -o "$tmp/file"
cmp -s "$tmp/file" "$tmp/body" || fail "-o changed the stream"
empty out
call 0 SystemEvents --include
out "HTTP/1.1 200"
out '{"id":"x"}'
tty 0 "" SystemEvents
out "${escape}[32m\"x\"${escape}[0m"
printf '\036{"a":1}\n\036{"a":2}\n' > "$tmp/body"
reply "200 OK" application/json-seq "$tmp/body"
call 0 SystemEvents
[ "$(cat "$tmp/out")" = "$(printf '{"a":1}\n{"a":2}')" ] ||
	fail "record separators are in the way"
printf '{"a":1}{"a":' > "$tmp/body"
reply "200 OK" application/json "$tmp/body"
call 3 SystemEvents
out_is '{"a":1}'
printf '{"a":1}{"a" 2}' > "$tmp/body"
reply "200 OK" application/json "$tmp/body"
call 3 SystemEvents
err "offset 7"
echo "no JSON at all" > "$tmp/body"
reply "200 OK" text/plain "$tmp/body"
call 0 SystemEvents
out_is "no JSON at all"

# frames: each channel to its own place
{
	frame 1 "to out "
	frame 2 "to err"
	frame 1 "and more"
} > "$tmp/body"
reply "200 OK" application/vnd.docker.multiplexed-stream "$tmp/body"
call 0 ContainerLogs id=x stdout=true stderr=true
[ "$(cat "$tmp/out")" = "to out and more" ] || fail "stdout is not its frames"
[ "$(cat "$tmp/err")" = "to err" ] || fail "stderr is not its frames"
call 0 ContainerLogs id=x stdout=true --raw
cmp -s "$tmp/out" "$tmp/body" || fail "--raw changed the frames"
call 0 ContainerLogs id=x stdout=true -o "$tmp/file"
[ "$(cat "$tmp/file")" = "to out and more" ] || fail "-o is not its frames"
[ "$(cat "$tmp/err")" = "to err" ] || fail "stderr is not its frames"
frame 3 "the engine itself" >> "$tmp/body"
reply "200 OK" application/vnd.docker.multiplexed-stream "$tmp/body"
call 1 ContainerLogs id=x stdout=true
out "and more"
err "davit: the engine itself"
{
	frame 1 "whole"
	printf '\1\0\0\0\0\0\0\11cut'
} > "$tmp/body"
reply "200 OK" application/vnd.docker.multiplexed-stream "$tmp/body"
call 3 ContainerLogs id=x stdout=true
out whole
rm -f "$tmp/file"
call 3 ContainerLogs id=x stdout=true -o "$tmp/file"
[ ! -e "$tmp/file" ] || fail "-o left half a file"

# the verdict comes last, and counts
cat > "$tmp/body" <<'END'
{"status":"Pulling from x","id":"latest"}
{"status":"Downloading","progressDetail":{"current":5000000,"total":10000000},"id":"0123456789ab"}
{"status":"Pull complete","progressDetail":{},"id":"ba9876543210"}
{"stream":"Step 1/1 : FROM x\n"}
{"aux":{"ID":"sha256:77","Size":12}}
{"other":"thing"}
{"errorDetail":{"message":"it \u001b[31mbroke"},"error":"it broke"}
END
reply "200 OK" application/json "$tmp/body"
call 1 ImageCreate fromImage=x tag=y
cmp -s "$tmp/out" "$tmp/body" || fail "a pipe does not get the objects"
first_err "it "
not_err "$escape"
call 1 ImageCreate fromImage=x tag=y --raw
cmp -s "$tmp/out" "$tmp/body" || fail "--raw changed the objects"
call 1 ImageCreate fromImage=x tag=y -o "$tmp/file"
[ ! -e "$tmp/file" ] || fail "-o kept what failed"

# the same on a terminal: lines, of 72 columns at most
tty 1 "" ImageCreate fromImage=x tag=y
out "latest        Pulling from x"
out "0123456789ab  Downloading          [========>       ] 5.0 MB of 10.0 MB"
out "ba9876543210  Pull complete"
out "Step 1/1 : FROM x"
out "ID: sha256:77, Size: 12"
out '"thing"'
out "davit: it "
not_out '"status"'
sed "s/$escape\[[0-9;]*[A-Za-z]//g" "$tmp/out" | tr -d '\r' |
	awk 'length > 72 { exit 1 }' || fail "a line is too long"
TERM=dumb tty 1 "" ImageCreate fromImage=x tag=y
out '"status"'
not_out "${escape}[2K"
awk 'BEGIN { for (i = 0; i < 200; i++)
	printf "{\"status\":\"Waiting\",\"id\":\"layer%d\"}\n", i }' \
	> "$tmp/body"
reply "200 OK" application/json "$tmp/body"
tty 0 "" ImageCreate fromImage=x tag=y
out "more"
lines=$(sed -n "s/.*$escape\[\([0-9]*\)A.*/\1/p" "$tmp/out" | sort -n |
	tail -n 1)
[ "${lines:-0}" -le 24 ] || fail "$lines lines on a terminal of 24"

# archives
head -c 600 /dev/zero | tr '\0' x > "$tmp/body"
mkdir "$tmp/tree"
echo hello > "$tmp/tree/file"
tar -C "$tmp/tree" -cf "$tmp/body" file
reply "200 OK" application/x-tar "$tmp/body"
call 0 ImageGet name=x -o "$tmp/file"
cmp -s "$tmp/file" "$tmp/body" || fail "-o changed the archive"
call 0 ImageGet name=x -o -
cmp -s "$tmp/out" "$tmp/body" || fail "-o - changed the archive"
call 0 ImageGet name=x
cmp -s "$tmp/out" "$tmp/body" || fail "a pipe changed the archive"
rm -f "$tmp/reply.got"
tty 2 "" ImageGet name=x
out "davit: the answer is an archive: not shown on a terminal"
[ ! -e "$tmp/reply.got" ] || fail "it was asked for all the same"
head -c 1024 "$tmp/body" > "$tmp/cut"
printf '{"message":"the disk is full"}' >> "$tmp/cut"
reply "200 OK" application/x-tar "$tmp/cut"
echo old > "$tmp/file"
call 1 ImageGet name=x -o "$tmp/file"
first_err "the disk is full"
[ "$(cat "$tmp/file")" = old ] || fail "-o put half a file in place"
head -c 1024 "$tmp/body" > "$tmp/cut"
reply "200 OK" application/x-tar "$tmp/cut"
call 3 ImageGet name=x -o "$tmp/file"
first_err "archive is cut"
[ "$(cat "$tmp/file")" = old ] || fail "-o put half a file in place"
call 3 ImageGet name=x

# refusals
printf '{"message":"no such image"}' > "$tmp/body"
reply "404 Not Found" application/json "$tmp/body"
call 1 ImageGet name=x
first_err "no such image"
empty out
call 1 ImageGet name=x -i
out "HTTP/1.1 404"
out '"message"'
call 1 ImageGet name=x --raw
cmp -s "$tmp/out" "$tmp/body" || fail "--raw prints the refusal"

# uploads: whole, from a file and from a pipe
printf '{"stream":"Loaded image: x\\n"}\n' > "$tmp/body"
reply "200 OK" application/json "$tmp/body"
head -c 50000 /dev/zero | tr '\0' u > "$tmp/up"
call 0 ImageLoad --body "@$tmp/up"
out_is '{"stream":"Loaded image: x\n"}'
tail -c 50000 "$tmp/reply.got" | cmp -s - "$tmp/up" ||
	fail "the upload was changed"
printf small > "$tmp/in"
call 0 ImageLoad --body -
grep -q small "$tmp/reply.got" || fail "standard input was not sent"

# as it comes, time, interrupts, readers that leave
printf '{"a":1}\n' > "$tmp/body"
reply "200 OK" application/json "$tmp/body"
serve "$tmp/reply" 0 30
what="davit SystemEvents, interrupted"
"$DAVIT" -H "$host" -a 1.41 SystemEvents > "$tmp/out" 2> "$tmp/err" &
pid=$!
wait_for "$tmp/out" '{"a":1}'
kill -TERM $pid
wait $pid
status=$?
[ "$status" -eq 4 ] || fail "status $status"
err interrupted
stop_server
serve "$tmp/reply" 0 30
what="davit SystemEvents -o file, interrupted"
"$DAVIT" -H "$host" -a 1.41 SystemEvents -o "$tmp/new" \
	> "$tmp/out" 2> "$tmp/err" &
pid=$!
sleep 1
kill -TERM $pid
wait $pid
status=$?
[ "$status" -eq 4 ] || fail "status $status"
err "interrupted; nothing was written to '$tmp/new'"
ls "$tmp"/new* > "$tmp/left" 2>&1 && fail "a file was left"
stop_server
serve "$tmp/reply" 0 30
call 4 --timeout 1 SystemEvents
out_is '{"a":1}'
stop_server
serve "$tmp/reply" 0 30
call 4 --stall-timeout 500ms SystemEvents -o "$tmp/new"
ls "$tmp"/new* > "$tmp/left" 2>&1 && fail "a file was left"
stop_server
serve "$tmp/reply" 0 30
tty 4 "expect 1\nsend \\\\x03\nexpect interrupted\n" SystemEvents
awk 'BEGIN { for (i = 0; i < 30000; i++) printf "{\"line\":%d}\n", i }' \
	> "$tmp/body"
reply "200 OK" application/json "$tmp/body"
serve "$tmp/reply"
what="davit SystemEvents | head -n 1"
"$DAVIT" -H "$host" -a 1.41 SystemEvents 2> "$tmp/err" |
	head -n 1 > "$tmp/out"
out_is '{"line":0}'
empty err
if [ -w /dev/full ]; then
	what="davit SystemEvents > /dev/full"
	"$DAVIT" -H "$host" -a 1.41 SystemEvents > /dev/full 2> "$tmp/err"
	status=$?
	[ "$status" -eq 2 ] || fail "status $status"
	first_err "cannot write standard output"
	call 2 SystemEvents -o /dev/full
	first_err "cannot write '/dev/full'"
fi

finish
