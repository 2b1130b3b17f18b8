#!/bin/sh
# SPDX-License-Identifier: MIT
# replies: JSON untouched but for its white space, files, refusals, trouble

. "$srcdir/tests/cli/lib.sh"

host="unix://$tmp/engine.sock"
escape=$(printf '\033')

# reply STATUS TYPE BODY-FILE
reply()
{
	{
		printf 'HTTP/1.1 %s\r\nContent-Type: %s\r\n' "$1" "$2"
		printf 'Content-Length: %d\r\n' "$(wc -c < "$3")"
		printf 'Connection: close\r\n\r\n'
		cat "$3"
	} > "$tmp/reply"
}

info()
{
	wanted=$1
	shift
	run "$wanted" -H "$host" -a 1.41 SystemInfo "$@"
}

tty()
{
	what="davit SystemInfo $* on a terminal"
	"$builddir/tests/cli/pty" "$DAVIT" -H "$host" -a 1.41 SystemInfo \
		"$@" > "$tmp/out" 2> "$tmp/err"
	status=$?
}

# every digit and escape stays
cat > "$tmp/body" <<'END'
{ "big" : 123456789012345678901234567890, "real":0.1, "zero":-0.0,
  "exp": 1E400,	"text": "a \u0041\/\"{[ ,: ]}", "empty": {}, "none": [ ],
  "list": [1, [2, {"x": null}], true ] }
END
one='{"big":123456789012345678901234567890,"real":0.1,"zero":-0.0,"exp":1E400,'
one=$one'"text":"a \u0041\/\"{[ ,: ]}","empty":{},"none":[],'
one=$one'"list":[1,[2,{"x":null}],true]}'
reply "200 OK" application/json "$tmp/body"
serve "$tmp/reply"
info 0
out_is "$one"
info 0 --raw
cmp -s "$tmp/out" "$tmp/body" || fail "--raw changed the reply"
info 0 --include
out "HTTP/1.1 200"
out "Content-Type: application/json"
info 0 -v
err "# "
tty
out "${escape}[36m123456789012345678901234567890${escape}[0m"
tty --color=never
sed '1,$s/^ *//' "$tmp/out" | tr -d '\n' | sed 's/: /:/g' > "$tmp/flat"
[ "$(cat "$tmp/flat")" = "$(printf %s "$one" | sed 's/ ,: / ,:/')" ] ||
	fail "indenting changed more than white space"
out '  "big": 123456789012345678901234567890,'
out '  "none": [],'

# documents one after the other; deep ones; text that only says it is JSON
printf '{"a": 1}\r\n{"a": 2} [ ]"x" 3 4' > "$tmp/body"
reply "200 OK" application/json "$tmp/body"
info 0
[ "$(cat "$tmp/out")" = "$(printf '{"a":1}\n{"a":2}\n[]\n"x"\n3\n4')" ] ||
	fail "documents are not one a line"
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "[ "
	for (i = 0; i < 5000; i++) printf "]" }' > "$tmp/body"
reply "200 OK" application/json "$tmp/body"
info 0
cmp -s "$tmp/out" "$tmp/body" || fail "too deep text was changed"
for text in '{"a": 1' '[1,]' 'no JSON at  all' '{"a" 1}' '[01]' '"a
b"' '{"a":1]'; do
	printf '%s' "$text" > "$tmp/body"
	reply "200 OK" application/json "$tmp/body"
	info 0
	cmp -s "$tmp/out" "$tmp/body" || fail "changed: $text"
done

# nothing
: > "$tmp/body"
reply "200 OK" application/json "$tmp/body"
info 0
empty out
empty err
printf 'HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n' > "$tmp/reply"
run 0 -H "$host" -a 1.41 ContainerStart id=x
empty out
err "not modified"

# bytes
printf 'a\0b' > "$tmp/body"
reply "200 OK" application/octet-stream "$tmp/body"
info 0
cmp -s "$tmp/out" "$tmp/body" || fail "bytes were changed"
tty
[ "$status" -eq 2 ] || fail "binary on a terminal: status $status"
err "the reply is binary, 3 bytes"
err "hint: -o FILE"
empty out
tty --raw
[ "$status" -eq 0 ] || fail "--raw on a terminal: status $status"

# files: whole or not at all, with the usual mode
umask 022
info 0 -o "$tmp/file"
cmp -s "$tmp/file" "$tmp/body" || fail "-o changed the reply"
empty out
# shellcheck disable=SC2012
[ "$(ls -l "$tmp/file" | cut -c1-10)" = "-rw-r--r--" ] || fail "mode of -o"
chmod 600 "$tmp/file"
ln -s file "$tmp/link"
info 0 -o "$tmp/link"
[ -L "$tmp/link" ] || fail "-o replaced a symbolic link"
# shellcheck disable=SC2012
[ "$(ls -l "$tmp/file" | cut -c1-10)" = "-rw-------" ] || fail "mode changed"
info 0 -o -
cmp -s "$tmp/out" "$tmp/body" || fail "-o - is standard output"
info 0 -o /dev/null

printf '{"message":"no such %bthing"}' '\\u001b[31m' > "$tmp/body"
reply "404 Not Found" application/json "$tmp/body"
echo old > "$tmp/file"
info 1 -o "$tmp/file"
first_err "no such"
not_err "$escape"
[ "$(cat "$tmp/file")" = old ] || fail "-o wrote a refusal"
info 1 -o "$tmp/new"
[ ! -e "$tmp/new" ] || fail "-o left a file"
info 1
empty out
info 1 --include
out "HTTP/1.1 404"
out '"message"'
info 1 --raw
cmp -s "$tmp/out" "$tmp/body" || fail "--raw prints the refusal"

# a reply cut short leaves nothing
printf 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc' > "$tmp/reply"
info 3 -o "$tmp/new"
[ ! -e "$tmp/new" ] || fail "-o left half a file"
info 3
empty out

# limits
dd if=/dev/zero bs=1000 count=100 2> /dev/null | tr '\0' x > "$tmp/body"
reply "200 OK" text/plain "$tmp/body"
info 2 --max-reply 50K
err "--max-reply"
info 0 --max-reply 100K
if [ -w /dev/full ]; then
	what="davit SystemInfo > /dev/full"
	"$DAVIT" -H "$host" -a 1.41 SystemInfo > /dev/full 2> "$tmp/err"
	status=$?
	[ "$status" -eq 2 ] || fail "status $status"
	first_err "cannot write standard output"
	info 2 -o /dev/full
	first_err "cannot write '/dev/full'"
	what="davit ops > /dev/full"
	"$DAVIT" ops > /dev/full 2> "$tmp/err"
	status=$?
	[ "$status" -eq 2 ] || fail "status $status"
	first_err "cannot write standard output"
fi
what="davit SystemInfo | head -c 1"
"$DAVIT" -H "$host" -a 1.41 SystemInfo 2> "$tmp/err" | head -c 1 > "$tmp/out"
empty err

# time, and an interrupt
stop_server
serve "$tmp/reply" 30
info 4 --timeout 300ms
err "(call timeout)"
info 4 --timeout 0.2 -o "$tmp/new"
[ ! -e "$tmp/new" ] || fail "-o left half a file"
what="davit SystemInfo -o new, interrupted"
stop_server
serve "$tmp/reply" 30
# A shell's background jobs ignore SIGINT; env can't undo that, TERM is the
# same to davit.
"$DAVIT" -H "$host" -a 1.41 SystemInfo -o "$tmp/new" 2> "$tmp/err" &
pid=$!
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	[ -e "$tmp/reply.got" ] && ls "$tmp"/new.* > /dev/null 2>&1 && break
	sleep 0.1
done
sleep 0.3
kill -TERM $pid
wait $pid
status=$?
[ "$status" -eq 4 ] || fail "status $status"
err "interrupted; nothing was written to '$tmp/new'"
ls "$tmp"/new* > /dev/null 2>&1 && fail "the temporary was left"

finish
