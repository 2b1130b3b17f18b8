#!/bin/sh
# SPDX-License-Identifier: MIT
# explain and skeleton: a part of a body or an answer, and a body to start from

. "$srcdir/tests/cli/lib.sh"

run 0 explain ContainerCreate HostConfig.RestartPolicy
out "ContainerCreate body.HostConfig.RestartPolicy"
out "object RestartPolicy; since v1.25"
out "MaximumRetryCount  integer"
out 'one of "", no, always'
cp "$tmp/out" "$tmp/first"
run 0 explain ContainerCreate.HostConfig.RestartPolicy
cmp -s "$tmp/out" "$tmp/first" || fail "a dot is not a blank"
run 0 explain ContainerCreate body.HostConfig.RestartPolicy
cmp -s "$tmp/out" "$tmp/first" || fail "body. makes a difference"

# Arrays and maps, written or not.
run 0 explain ContainerCreate 'HostConfig.Mounts[].Type'
out "string; one of bind,"
run 0 explain ContainerCreate HostConfig.Mounts.Type
out "string; one of bind,"
run 0 explain ContainerInspect 'NetworkSettings.Networks.*.IPAddress'
out "ContainerInspect answer.NetworkSettings.Networks.*.IPAddress"
run 0 explain ContainerInspect NetworkSettings.Networks.IPAddress
out "string; since"
run 0 explain ContainerList '[].Names[]'
out "string"
# Restated in v1.40, but there before.
run 0 explain ContainerList Names
out "array of string; since v1.25"
run 0 explain ContainerCreate 404
out "ContainerCreate 404"
out message
run 0 explain ContainerList params.filters
out "keys ancestor,"
run 0 explain ContainerList limit
out "ContainerList params.limit"

run 0 explain ContainerCreate HostConfig
not_out MaximumRetryCount
run 0 explain ContainerCreate HostConfig --depth 2
out MaximumRetryCount
run 0 doc ContainerCreate
not_out MaximumRetryCount
run 0 doc ContainerCreate --depth 3
out MaximumRetryCount
run 0 doc ContainerCreate --depth 32
run 2 doc ContainerCreate --depth 0
first_err "'0' is not a number from 1 to 32"
run 2 doc ContainerCreate --depth 33
run 2 invoke ContainerCreate --depth 2
first_err "--depth means nothing"

run 0 explain ContainerCreate HostConfig.Memory --json
json /operation ContainerCreate
json /in body
json /path HostConfig.Memory
json /schema/type integer
json /since v1.25
run 0 explain ContainerCreate --json
json /body/schema/type object
json /answer/schema/members/Id/type string
run 0 explain ContainerCreate
out "ContainerCreate body"
out "ContainerCreate answer"

run 2 explain ContainerInspect State.Helth
first_err "'State' has no member 'Helth'"
err "hint: did you mean 'Health'?"
run 2 explain ContainerCreate HostConfig.Annotations -a 1.41
err "hint: it exists since v1.43"
run 2 explain ContainerList filtres
err "hint: did you mean 'filters'?"
run 2 explain ContainerPause
first_err "neither a body nor an answer"
run 2 explain ContainerCreate HostConfig..Memory
first_err "is not a path"
run 2 explain ContainerCreate 'HostConfig.Memory[]'
first_err "is no array"
run 2 explain ContainerCreate 'HostConfig.Mounts[x]'
first_err "elements of arrays are written []"
run 2 explain ContainerCreate HostConfig.
first_err "ends in a dot"
run 2 explain
first_err "which operation?"
run 2 explain ContainerCraete a
err "did you mean 'ContainerCreate'?"

run 0 skeleton ContainerCreate
json /HostConfig/RestartPolicy/Name ''
json /HostConfig/Mounts/0/Type bind
json /Image ''
cp "$tmp/out" "$tmp/body"
run 0 ContainerCreate --check=strict --body "@$tmp/body" --dry-run
empty err
run 0 skeleton -e podman SecretCreate --required
run 0 skeleton -a 1.25 ContainerCreate
not_out Annotations
run 2 skeleton ContainerList
first_err "ContainerList takes no body"
run 2 skeleton ImageBuild
first_err "raw bytes"
run 2 skeleton
first_err "which operation?"
run 2 skeleton ContainerCreate --json
first_err "--json means nothing to 'davit skeleton'"

finish
