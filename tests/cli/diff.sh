#!/bin/sh
# SPDX-License-Identifier: MIT
# diff: two versions, two engines

. "$srcdir/tests/cli/lib.sh"

run 0 diff docker v1.41 v1.44
out "docker v1.41 -> docker v1.44"
out "+ VolumeUpdate  Change a cluster volume"
out "  + HostConfig.Annotations: object of string"
out "  - KernelMemory: integer"
out "  ~ HostConfig.Mounts[].Type: enum +cluster"
out "Operations: 1 added, 0 removed, "
empty err
cp "$tmp/out" "$tmp/wanted"
for words in "docker@v1.41 docker@1.44" "docker 1.41 docker 1.44" \
	"docker@v1.41 v1.44" "1.41 1.44"; do
	# Words are parted.
	# shellcheck disable=SC2086
	run 0 diff $words
	cmp -s "$tmp/wanted" "$tmp/out" || fail "not the same"
done

run 0 diff docker v1.41 v1.44 ContainerStop
out "  + query:signal: string"
not_out ContainerCreate
run 0 diff docker v1.41 v1.44 ContainerStart
out "No difference"

run 0 diff docker@v1.41 podman@v4.3.1
out "- SwarmInit "
out "+ PodCreateLibpod "
out "  ~ query:h: required -> optional"
out "Variables in paths with another name: "
not_out "path:id"
run 0 diff docker podman
out "docker v1."
out " -> podman v"
awk 'length($0) > 80' "$tmp/out" | grep -q . && fail "a line is too long"

run 0 diff --json docker v1.41 v1.44 ContainerStop
json /0/change added
json /0/part parameter
json /0/operation ContainerStop
json /0/where query:signal
json /0/type string
json /0/version v1.44
run 0 diff --json docker v1.41 podman v4.3.1 ContainerResize
json /0/change changed
json /0/where path:id
json /0/what name
json /0/before id
json /0/after name
run 0 diff --json docker v1.41 v1.41
out_is "[]"

run 2 diff
first_err "two versions are compared"
run 2 diff docker
first_err "two versions are compared"
run 2 diff docker v1.41 v1.42 v1.43
first_err "more than two versions"
run 2 diff docker v1.41 v9
first_err "v9"
run 2 diff lxd@v1 docker
first_err "unknown engine 'lxd'"
run 2 diff dokcer v1.41 v1.42
first_err "neither an engine nor a version"
run 2 diff docker v1.41 v1.44 ContainerStrat
err "hint: did you mean 'ContainerStart'?"

finish
