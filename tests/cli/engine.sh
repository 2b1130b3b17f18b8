#!/bin/sh
# SPDX-License-Identifier: MIT
# Without -e: whichever engine answers, and what is told of operations that
# only one of them has

. "$srcdir/tests/cli/lib.sh"

host="unix://$tmp/engine.sock"
engine=$tmp/engine
mkdir "$engine"

# speaks HEADER... -- what the engine says to a ping
speaks()
{
	printf 'HTTP/1.1 200 OK\r\n' > "$engine/_ping"
	for header; do
		printf '%s\r\n' "$header" >> "$engine/_ping"
	done
	printf 'Content-Length: 0\r\nConnection: close\r\n\r\n' \
		>> "$engine/_ping"
}

asked()
{
	head -n 1 "$engine/json.got" | grep -qF -e "$1" ||
		fail "it was not asked: $1"
}

printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]' \
	> "$engine/json"
serve "$engine"

speaks "Api-Version: 1.41" "Libpod-API-Version: 5.4.2"
run 0 -H "$host" PodListLibpod
out_is '[]'
asked "GET /v5.4.2/libpod/pods/json "
run 0 -H "$host" -v ContainerList
asked "GET /v1.41/containers/json "
err "# engine podman (found: the engine sends Libpod-API-Version)"
run 2 -H "$host" SwarmInspect
first_err "unknown operation 'SwarmInspect' of podman v5.4.2"
err "hint: only Docker Engine has it, and $host is Podman"
# a parameter that only the other engine has is no reason to refuse
run 0 -H "$host" ContainerListLibpod pod=true
asked "pod=true"
run 2 -H "$host" ContainerListLibpod everything=true
first_err "unknown parameter 'everything'"
run 0 -H "$host" PodListLibpod --dry-run=curl
out "/v5.4.2/libpod/pods/json"

speaks "Api-Version: 1.43"
run 0 -H "$host" ContainerList
asked "GET /v1.43/containers/json "
run 2 -H "$host" PodListLibpod
first_err "unknown operation 'PodListLibpod' of docker v1.43"
err "hint: only Podman has it, and $host is Docker Engine"

# a version decides by itself: nobody is asked
rm -f "$engine/_ping"
run 0 -H "$host" -a 5.4.2 ContainerList
asked "GET /v1.41/containers/json "
run 2 -H "$host" -a 5.4.99 ContainerList
first_err "unknown API version '5.4.99' of podman"
run 2 -H "$host" -a 1.41 PodListLibpod
err "hint: only Podman has it: -e podman"

# nobody there: a failure to connect, whatever the operation
stop_server
rm -f "$tmp/engine.sock"
run 3 -H "$host" PodListLibpod
first_err "cannot connect"
run 0 -H "$host" PodListLibpod --dry-run
out '/libpod/pods/json'

# offline
run 0 doc PodListLibpod
out "podman v"
run 0 explain PodListLibpod answer
err "note: PodListLibpod is an operation of Podman"
run 0 history PodListLibpod
out "+"
err "is an operation of Podman"
run 0 ContainerList --dry-run
out '"/v1.'
run 0 -a 5.4.2 ops
out PodListLibpod
run 0 -a 5.4.2 doc ContainerList
out "podman v5.4.2"

finish
