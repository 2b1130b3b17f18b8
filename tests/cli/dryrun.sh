#!/bin/sh
# SPDX-License-Identifier: MIT
# --dry-run: requests shown without an engine; parameters made from words

. "$srcdir/tests/cli/lib.sh"

run 0 -a v1.41 ContainerList all=true limit=3 --dry-run
json /method GET
json /path /v1.41/containers/json
json /query/0/0 all
json /query/0/1 true
json /query/1/1 3
json /body null
run 0 -a 1.41 ContainerList all=yes --dry-run=json
json /query/0/1 true
run 0 -a 1.41 ContainerList all=no --dry-run
json /query/0/1 false
run 0 -a 1.41 invoke ContainerList --params '{"all": true, "limit": 3}' \
	limit=4 --dry-run
json /query/1/1 4
printf '{"all": false}' > "$tmp/in"
run 0 -a 1.41 ContainerList --params - --dry-run
json /query/0/1 false
printf '{"all": true}' > "$tmp/params"
run 0 -a 1.41 ContainerList --params "@$tmp/params" --dry-run
json /query/0/1 true

# the version that the environment names, where nobody names an engine
DOCKER_API_VERSION=1.30 run 0 ContainerList --dry-run
json /path /v1.30/containers/json
DOCKER_API_VERSION=1.30 run 0 -a 1.41 ContainerList --dry-run
json /path /v1.41/containers/json
DOCKER_API_VERSION=1.30 run 0 -e podman -a 5.4.2 ContainerListLibpod --dry-run
json /path /v5.4.2/libpod/containers/json
DOCKER_API_VERSION=1.30 run 0 -e docker ContainerList --dry-run
json /path /v1.30/containers/json
DOCKER_API_VERSION=1.30 run 0 -a auto ContainerList --dry-run
not_out /v1.30/
DOCKER_API_VERSION=1.30 run 2 ImageList manifests=true --dry-run
first_err manifests
DOCKER_API_VERSION=7.0 run 2 ContainerList --dry-run
err DOCKER_API_VERSION
# that of an operation is podman's, which has no such variable
DOCKER_API_VERSION=1.30 run 0 ContainerListLibpod --dry-run
out /libpod/containers/json

# filters in every shape
for filters in 'filters={"label":["a=b"]}' 'filters:={"label":{"a=b":true}}' \
	'filters=label=a=b'; do
	run 0 -a 1.41 ContainerList "$filters" --dry-run
	json /query/0/1 '{"label":{"a=b":true}}'
done
run 0 -a 1.41 ContainerList filters=label=a filters=label=b \
	filters=status=exited --dry-run
json /query/0/1 '{"label":{"a":true,"b":true},"status":{"exited":true}}'

# lists, paths, values with equals signs, one name for another
run 0 -a 1.41 ImageGetAll names=a names=b --dry-run
json /query/0/1 a
json /query/1/1 b
run 0 -a 1.41 ContainerInspect name=a=b --dry-run
json /path /v1.41/containers/a%3Db/json
run 0 -e podman -a v5.4.1 ContainerRenameLibpod path:name=old query:name=new \
	--dry-run
json /path /v5.4.1/libpod/containers/old/rename
json /query/0/1 new

# bodies keep every digit
body='{"Image":"busybox","HostConfig":{"Memory":9223372036854775807,"x":0.1}}'
run 0 -a 1.41 ContainerCreate name=web --body "$body" --dry-run
out "\"body\":$body"
json /body/Image busybox
json /headers/Content-Type application/json
printf '%s' "$body" > "$tmp/body"
run 0 -a 1.41 ContainerCreate --body "@$tmp/body" --dry-run
json /body/Image busybox
cp "$tmp/body" "$tmp/in"
run 0 -a 1.41 ContainerCreate --body - --dry-run
json /body/Image busybox
run 0 -a 1.41 ImageLoad --body "@$tmp/body" --dry-run
json /headers/Content-Type application/x-tar

# secrets
run 0 -a 1.41 ImagePush name=a 'X-Registry-Auth={"password":"hunter2"}' \
	--dry-run
not_out hunter2
not_out aHVudGVyMg
err "secrets are masked"
run 0 -a 1.41 ImagePush name=a 'X-Registry-Auth={"password":"hunter2"}' \
	--dry-run --show-secrets
not_err "secrets are masked"
json /headers/X-Registry-Auth "$(printf '{"password":"hunter2"}' |
	base64 | tr '+/' '-_')"

# unlisted parameters, only if asked
run 2 -a 1.41 ContainerList brandnew=1 --dry-run
run 0 -a 1.41 ContainerList brandnew=1 --allow-unlisted --dry-run
json /query/0/0 brandnew

# requests the tables know nothing of
run 0 request GET '/v1.41/x?y=1' --dry-run
json /path '/v1.41/x?y=1'
run 0 request POST /x --body '{"a":1}' --dry-run
json /body/a 1
json /headers/Content-Type application/json

# the line for curl works: the server below gets the same request
printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}' \
	> "$tmp/reply"
serve "$tmp/reply"

# same ARGUMENT... -- curl and davit send the same but for what curl adds
same()
{
	run 0 -H "unix://$tmp/engine.sock" -a 1.41 "$@" --dry-run=curl
	line=$(cat "$tmp/out")
	printf '%s\n' "$line" > "$tmp/line"
	sh "$tmp/line" > /dev/null 2>&1 || fail "curl failed: $line"
	normal > "$tmp/curl.got"
	run 0 -H "unix://$tmp/engine.sock" -a 1.41 "$@"
	normal > "$tmp/davit.got"
	diff "$tmp/curl.got" "$tmp/davit.got" > "$tmp/out" ||
		fail "curl sends something else: $line"
}

normal()
{
	tr -d '\r' < "$tmp/reply.got" |
		grep -viE '^(user-agent|accept|host|expect):'
}

if command -v curl > /dev/null; then
	same SystemInfo
	same ContainerList all=true 'filters=label=a b&c=d'
	same ContainerStart id=web
	same ContainerDelete id=it\'s force=true
	same ContainerCreate 'name=web 1' --body '{"Image": "a'\''b"}'
	same ContainerCreate --body "@$tmp/body"
	same ImageLoad --body "@$tmp/body"
	same ImageList --header 'X-Extra: one two'
fi
# its version is that of the engine, if there is one
run 0 -H "unix://$tmp/engine.sock" SystemInfo --dry-run=curl
out http://localhost/v1.41/info
empty err
run 0 -H "unix://$tmp/none.sock" SystemInfo --dry-run=curl
out http://localhost/v1.
err "is assumed"
run 2 -H "unix://$tmp/engine.sock" ImageList manifests=true --dry-run=curl
run 2 -H "unix://$tmp/engine.sock" ImageAttestations name=x --dry-run=curl
run 0 -H "unix://$tmp/engine.sock" ImageList manifests=true --dry-run
run 0 -a 1.41 -H https://example.invalid:2376 SystemInfo --dry-run=curl \
	--tls-insecure
out https://example.invalid:2376/v1.41/info
out --insecure
run 0 -a 1.41 -H tcp://127.0.0.1 SystemPing --dry-run=curl
out "http://127.0.0.1:2375/"
run 0 -a 1.41 -H :8080/engine SystemInfo --dry-run=curl
out "curl http://localhost:8080/engine/v1.41/info"
# what environment and contexts say of TLS
DOCKER_TLS=1 run 0 -a 1.41 -H tcp://h ContainerList --dry-run=curl
out "curl --insecure https://h:2376/v1.41/containers/json"
mkdir -p "$tmp/docker/contexts/meta/1" "$tmp/docker/contexts/tls/1/docker"
for name in ca cert key; do
	: > "$tmp/docker/contexts/tls/1/docker/$name.pem"
done
echo '{"Name": "far", "Endpoints": {"docker": {"Host": "tcp://far.invalid"}}}' \
	> "$tmp/docker/contexts/meta/1/meta.json"
DOCKER_CONFIG=$tmp/docker run 0 -a 1.41 --context far SystemInfo --dry-run=curl
files=$tmp/docker/contexts/tls/1/docker
out "--cacert $files/ca.pem --cert $files/cert.pem --key $files/key.pem"
out "https://far.invalid:2376/v1.41/info"
run 2 -a 1.41 -H ssh://host.invalid SystemPing --dry-run=curl
err "curl cannot reach"
run 0 -a 1.41 -H ssh://host.invalid/run/a.sock SystemPing --dry-run
out '"/_ping"'

finish
