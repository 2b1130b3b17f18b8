#!/bin/sh
# SPDX-License-Identifier: MIT
# history: an operation, a member, a parameter

. "$srcdir/tests/cli/lib.sh"

run 0 history ContainerCreate.HostConfig.Annotations
out_is "v1.43  + HostConfig.Annotations: object of string"
run 0 history ContainerCreate.platform
out_is "v1.41  + query:platform: string"
run 0 history ContainerCreate
out "v1.25  + ContainerCreate: Create a container"
out "       - HostConfig.DiskQuota: integer"
out "v1.43  + HostConfig.Annotations: object of string"
[ "$(grep -c '^v1.40 ' "$tmp/out")" -eq 1 ] || fail "v1.40 is told twice"
awk 'length($0) > 80' "$tmp/out" | grep -q . && fail "a line is too long"
run 0 -e podman history ContainerTopLibpod
out "v3.1.1      ~ ContainerTopLibpod: name libpodTopContainer -> "

run 0 history --json ContainerCreate.HostConfig.DiskQuota
json /0/version v1.25
json /0/change added
json /0/part member
json /0/where HostConfig.DiskQuota
json /0/type integer
json /1/version v1.40
json /1/change removed
[ "$(json_count "")" -eq 2 ] || fail "not two changes"

run 2 history
first_err "of which operation"
run 2 history A B
first_err "one word too many"
run 2 history ContainerCraete
err "hint: did you mean 'ContainerCreate'?"
run 2 history ContainerCreate.HostConfig.Anotations
err "hint: did you mean 'Annotations'?"

finish
