#!/bin/sh
# SPDX-License-Identifier: MIT
# which: requests and logs

. "$srcdir/tests/cli/lib.sh"

run 0 which POST "/v1.41/containers/x/start?detachKeys=a"
out_is "docker v1.41 ContainerStart id=x detachKeys=a"
run 0 which get "http://localhost/v5.4.2/libpod/info"
out_is "podman v5.4.2 SystemInfoLibpod"
run 0 -e podman -a 5.4.2 which GET /images/a%2Fb/json
out_is "podman v5.4.2 ImageInspect name=a/b"
run 0 which "GET /v1.41/images/a/b/json HTTP/1.1"
out_is "docker v1.41 ImageInspect name=a/b"

# Words for a shell; what is no parameter is told.
run 0 which GET "/v1.41/containers/json?filters=%7B%22a%22%3A%5B%22it%27s%22%5D%7D&x=1"
out_is "docker v1.41 ContainerList filters='{\"a\":[\"it'\\''s\"]}' unknown:x=1"
run 0 which POST "/v5.4.2/libpod/containers/a/rename?name=%1b%5B2J"
out_is "podman v5.4.2 ContainerRenameLibpod path:name=a query:name='?[2J'"

run 0 which --json POST "/v1.41/build?t=a&t=b%22&rm=1&x=%01%ff%0a"
json /engine docker
json /version v1.41
json /given v1.41
json /operation ImageBuild
json /method POST
json /path /build
json /params/t/0 a
json /params/t/1 'b"'
json /params/rm 1
out '"unknown":{"x":"\u0001\ufffd\u000a"}'
run 0 which --json POST "/libpod/containers/a/rename?name=b"
json /given ""
json /params/path:name a
json /params/query:name b

run 2 which PUT /containers/x/start
first_err "PUT /containers/x/start is no operation"
err "hint: docker has ContainerStart: POST"
run 2 which FETCH /info
first_err "'FETCH' is not a method"
run 2 which nothing
first_err "no method and path in 'nothing'"
run 2 which GET /info more
first_err "one word too many"
run 2 -a v9 which
first_err "v9"
run 2 -e lxd which
first_err "unknown engine 'lxd'"

# Line by line, and nothing is skipped.
cat > "$tmp/in" << 'END'
GET /v1.41/info HTTP/1.1
1.2.3.4 - - [21/Nov/2026:03:35:00] "DELETE /v1.44/volumes/v HTTP/1.1" 204
no request
GET /no/such/thing

level=debug msg="handling POST request" method=POST request-url="/v1.44/containers/a/kill?signal=9"
END
printf 'GET /v1.41/version' >> "$tmp/in"
cp "$tmp/in" "$tmp/log"
run 0 which
cat > "$tmp/wanted" << 'END'
docker v1.41 SystemInfo
docker v1.44 VolumeDelete name=v
-
- GET /no/such/thing
-
docker v1.44 ContainerKill id=a signal=9
docker v1.41 SystemVersion
END
cmp -s "$tmp/wanted" "$tmp/out" || fail "not the lines wanted"
cp "$tmp/log" "$tmp/in"
run 0 which - --json
[ "$(wc -l < "$tmp/out")" -eq 7 ] || fail "one document for each line"
out '{"operation":null}'
out '{"operation":null,"method":"GET","target":"/no/such/thing"}'
sed -n 2p "$tmp/log" > "$tmp/in"
run 0 which --json
json /params/name v

# Lines that are too long, or hold zero bytes, do no harm to the next.
{
	printf 'GET /v1.41/info?x='
	head -c 200000 /dev/zero | tr '\0' a
	printf '\nGET /v1.41/inf\0o\nGET /v1.41/info\n'
} > "$tmp/in"
run 0 which
[ "$(wc -l < "$tmp/out")" -eq 3 ] || fail "not three lines"
[ "$(tail -n 1 "$tmp/out")" = "docker v1.41 SystemInfo" ] ||
	fail "the last line is lost"

# A line is told when it came, not when the log ends.
what="which, of a log that goes on"
mkfifo "$tmp/fifo"
: > "$tmp/out"
"$DAVIT" which < "$tmp/fifo" > "$tmp/out" 2> "$tmp/err" &
child=$!
exec 3> "$tmp/fifo"
echo "GET /v1.41/info" >&3
n=0
while [ ! -s "$tmp/out" ] && [ "$n" -lt 100 ]; do
	sleep 0.1
	n=$((n + 1))
done
out_is "docker v1.41 SystemInfo"
exec 3>&-
wait "$child"

run 0 help which
out "standard input"

finish
