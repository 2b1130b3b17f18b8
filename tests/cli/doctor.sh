#!/bin/sh
# SPDX-License-Identifier: MIT
# davit doctor: what it prints, its exit status, and that it tells no secret.
# What it finds is tested by tests/check_doctor.

. "$srcdir/tests/cli/lib.sh"

host="unix://$tmp/engine.sock"
engine=$tmp/engine
mkdir "$engine" "$tmp/config"
export DOCKER_CONFIG="$tmp/config" HOME="$tmp"
unset http_proxy all_proxy ALL_PROXY XDG_RUNTIME_DIR DOCKER_AUTH_CONFIG

about='{"Version":"20.10.24","MinAPIVersion":"1.12"}'
printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
	${#about} "$about" > "$engine/version"
serve "$engine"

# all is well
run 0 -H "$host" doctor
empty err
out "connection
"
grep -q '^  \* given' "$tmp/out" || fail "the winner is not marked"
grep -q "^  + taken  *$host: given" "$tmp/out" || fail "it is not told"
out "Docker Engine 20.10.24 at $host, version v1.41 of the API"
out "all is well"
not_out '!'
not_out 'hint:'
run 0 --color=always -H "$host" doctor
out "$(printf '\033[1mhost\033[0m')"
run 0 -H "$host" doctor --json
json /ok true
json /reached true
json /engine docker
json /release 20.10.24
json /version v1.41
json /endpoint "$host"
json /checks/0/topic host
DOCKER_HOST=$host
export DOCKER_HOST
run 0 doctor
out DOCKER_HOST
run 0 doctor busybox
out credentials
unset DOCKER_HOST

# something is wrong, but there is an engine
run 1 -H "$host" -a 1.43 doctor
out '! accepted'
out 'hint: leave the version out'
out "1 thing is wrong"
run 1 -H "$host" -a 1.43 doctor --json
json /ok false
json /reached true
json /wrong 1

# no engine
stop_server
rm -f "$tmp/engine.sock"
run 3 -H "$host" doctor
out '! answer'
out 'is it running?'
not_out "version v1.41 of the API"
run 3 -H "$host" doctor --json
json /reached false
json /engine_source null
run 3 -H nonsense:// doctor
out nonsense
run 3 -e dokcer doctor
out "did you mean 'docker'?"

# the line is wrong
run 2 doctor busybox alpine
first_err "one word too many"
run 2 doctor --output x
first_err "means nothing to 'davit doctor'"

# no secret
echo '{"auths": {"quay.example": {"auth": "dXNlcjpoVW50ZXIy"}}}' \
	> "$tmp/config/config.json"
echo hUnter2 > "$tmp/pass"
http_proxy=http://me:hUnter2@proxy.invalid:1 run 3 -v -H "$host" \
	--tls-pass-file "$tmp/pass" doctor quay.example/a
out quay.example
out proxy.invalid
for text in hUnter2 dXNlcjpoVW50ZXIy; do
	not_out "$text"
	not_err "$text"
done
echo '{"auths": {"quay.example": {"auth": "dXNlcjpoVW50ZXIy"}}, }' \
	> "$tmp/config/config.json"
run 3 -H "$host" doctor quay.example/a
out 'config.json'
out 'line 1'
not_out dXNlcjpoVW50ZXIy

finish
