#!/bin/sh
# SPDX-License-Identifier: MIT
# wrong input: a clear message and exit status 2; no engine: 3

. "$srcdir/tests/cli/lib.sh"

# Nothing listens there; -a keeps davit from asking for the version.
none="unix://$tmp/none.sock"

run 2 -e dokcer ops
first_err "unknown engine 'dokcer'"
err "hint: did you mean 'docker'?"
run 2 -a banana ops
first_err "'banana' is not a version of docker"
run 2 -a 9.99 ops
first_err "is newer than the newest known"
run 2 -a 1.41.5 ops
first_err "1.41.5"
run 2 NoSuchOperation
first_err "unknown operation 'NoSuchOperation'"
run 2 -a 1.25 ConfigList
first_err "no operation 'ConfigList'"
err "hint: it exists since v1.30"
run 2 -e docker PodCreateLibpod
first_err "unknown operation 'PodCreateLibpod'"
err "podman"

for version in "-a 1.41" ""; do
	# shellcheck disable=SC2086
	set -- -H "$none" $version
	run 2 "$@" ContainerList everything=1
	first_err "unknown parameter 'everything' of ContainerList"
	run 2 "$@" ContainerList limt=1
	first_err "unknown parameter 'limt'"
	err "hint: did you mean 'limit'?"
	run 2 "$@" ContainerInspect
	first_err "missing parameter 'id' of ContainerInspect"
	run 2 "$@" ContainerList limit=many
	first_err "parameter 'limit' of ContainerList must be an integer"
	err "'many'"
	run 2 "$@" ContainerList all=maybe
	first_err "parameter 'all' of ContainerList must be true or false"
	run 2 "$@" ContainerCreate --body '{"Image": }'
	first_err "body of ContainerCreate"
	run 2 "$@" ContainerCreate
	first_err "ContainerCreate needs a body"
	run 2 "$@" ContainerList --body '{}'
	first_err "ContainerList takes no body"
done

# what the engine's own version lacks
printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}' \
	> "$tmp/reply"
serve "$tmp/reply"
run 2 -H "unix://$tmp/engine.sock" ImageList manifests=true
first_err "unknown parameter 'manifests' of ImageList"
err "hint: it exists since v1.47; this client speaks v1.41"
run 2 -H "unix://$tmp/engine.sock" ImageAttestations name=x
first_err "docker v1.41 has no operation 'ImageAttestations'"
[ ! -e "$tmp/reply.got" ] || fail "something was sent"
run 0 -H "unix://$tmp/engine.sock" ImageList
stop_server

# all of them at once, each once
run 2 -a 1.41 -H "$none" ContainerList limit=many nonsense=1 all=maybe \
	--body '{}'
[ "$(grep -c '^davit: ' "$tmp/err")" -eq 4 ] || fail "not four problems"

run 2 -a 1.44 -H "$none" ContainerWait id=x condition=sometimes
first_err "parameter 'condition' of ContainerWait can't be 'sometimes'"
run 2 -e podman -a v5.4.1 -H "$none" ContainerRenameLibpod name=a
first_err "ambiguous"
err "path:name"
run 2 -a 1.41 -H "$none" ContainerInspect web
first_err "'web' is neither NAME=VALUE nor NAME:=JSON"
err "id=web"
run 2 -a 1.41 -H "$none" ContainerInspect id=
first_err "'id'"
run 2 -a 1.41 -H "$none" ContainerInspect id=a id=b
first_err "given twice"
run 2 -a 1.41 -H "$none" ContainerList 'filters={"label"'
first_err "must be JSON"
run 2 -a 1.41 -H "$none" ContainerList filters=label
first_err "KEY=VALUE or JSON"
run 2 -a 1.41 -H "$none" ContainerList limit:=x
first_err "must be JSON"

run 2 -a 1.41 -H "$none" ContainerList "filters=label=$(printf '\377')"
first_err "parameter 'filters' of ContainerList is not UTF-8"
run 2 -a 1.41 -H "$none" ContainerInspect "id=$(printf '\377')"
first_err "is not UTF-8"
run 2 -a 1.41 -H "$none" ContainerInspect id=..
first_err "can't be '..'"
run 2 -a 1.41 -H "$none" SystemInfo --header "X-A: b$(printf '\r\nX-C: d')"
first_err "control character"

run 2 ContainerList --params '[1]'
first_err "--params: must be a JSON object, not an array"
run 2 ContainerList --params '{'
first_err "--params: not JSON"
run 2 ContainerList --params "@$tmp/missing"
first_err "--params: cannot read '$tmp/missing': No such file"
run 2 ContainerCreate --body "@$tmp/missing"
first_err "--body: cannot read '$tmp/missing': No such file"
run 2 ImageLoad --body "@$tmp/missing"
first_err "--body: cannot read '$tmp/missing': No such file"
run 2 ImageLoad --body "@$tmp"
first_err "Is a directory"
echo '{}' > "$tmp/in"
run 2 ContainerCreate --body - --params -
first_err "standard input is already read by --params"

run 2 -H gopher://x SystemPing
first_err "endpoint 'gopher://x' (given)"
err "hint: "
run 2 -H unix://relative SystemPing
first_err "unix://relative"
run 2 -H tcp://localhost:99999 SystemPing
first_err "port"

for option in --tls-ca --tls-cert --tls-key --tls-pass-file; do
	run 2 -H https://127.0.0.1:1 -a 1.41 SystemInfo $option "$tmp/missing"
	first_err "$tmp/missing"
done
echo garbage > "$tmp/garbage.pem"
printf 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n' > "$tmp/reply"
serve_on tcp "$tmp/reply"
run 0 -H "tcp://127.0.0.1:$port" -a 1.41 SystemInfo
for option in --tls-ca --tls-cert; do
	run 2 -H "https://127.0.0.1:$port" -a 1.41 SystemInfo \
		$option "$tmp/garbage.pem"
	first_err "garbage.pem"
done
# TLS to a port that doesn't speak it
run 3 -H "https://127.0.0.1:$port" -a 1.41 SystemInfo
first_err "https://127.0.0.1:$port (given)"
err "hint: "
stop_server

run 2 request GET
first_err "method or path is missing"
run 2 request GET relative
first_err "does not begin with '/'"
run 2 request POST /x --body '{'
first_err "--body: not JSON"
run 2 SystemInfo -o "$tmp/missing/file" -a 1.41 -H "$none"
first_err "cannot write '$tmp/missing/file'"

# a secret is not repeated
run 2 -a 1.41 -H "$none" ImagePush name=a 'X-Registry-Auth={"p":hunter2}'
not_err hunter2

# no engine: the endpoint, where it came from, why, one hint
for version in "-a 1.41" ""; do
	# shellcheck disable=SC2086
	run 3 -H "$none" $version SystemInfo
	first_err "$none"
	err "given"
	err "No such file or directory"
	err "hint: "
	empty out
done
DOCKER_HOST=$none run 3 SystemInfo
err "DOCKER_HOST"
run 3 -H tcp://127.0.0.1:1 -a 1.41 SystemInfo
first_err "127.0.0.1:1"
err "refused"

finish
