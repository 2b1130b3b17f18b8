#!/bin/sh
# SPDX-License-Identifier: MIT
# find: by keyword

. "$srcdir/tests/cli/lib.sh"

run 0 -a 1.44 find restart policy
out "Operations"
out "  ContainerUpdate  Change the limits or the restart policy of a container"
out "Members of bodies"
out "  ContainerCreate HostConfig.RestartPolicy: object"
cp "$tmp/out" "$tmp/wanted"
run 0 find -a 1.44 "POLICY  Restart"
cmp -s "$tmp/wanted" "$tmp/out" || fail "not the same"
run 0 find -a 1.44 UNLESS
out "HostConfig.RestartPolicy.Name: string; value unless-stopped"
run 0 find a
sed 's/…/./g' "$tmp/out" | awk 'length($0) > 80 && NF > 4' | grep -q . &&
	fail "a line is too long"

run 0 find -a 1.44 --json startinterval
json /0/part member
json /0/operation ContainerCreate
json /0/where Healthcheck.StartInterval
json /0/type integer
run 0 find --json zzzz
out_is "[]"

run 2 find zzzz
first_err "nothing of docker has 'zzzz'"
run 2 find kube
err "hint: Podman has: -e podman"
run 2 find
first_err "no word to look for"
run 2 find -a 9 x
first_err "v9"

finish
