#!/bin/sh
# SPDX-License-Identifier: MIT
# doc: every operation of both engines has a page and a JSON object

. "$srcdir/tests/cli/lib.sh"

run 0 doc ContainerCreate
out "ContainerCreate - "
out "POST /containers/create"
out "category containers"
out Parameters
out HostConfig
out "davit ContainerCreate"
out 'davit_invoke(c, "ContainerCreate", NULL, &body, NULL, &reply, &err);'
out --body
out https://
awk 'length($0) > 80 && !/https:/' "$tmp/out" | grep -q . &&
	fail "a line is longer than 80 columns"
run 0 doc ContainerCreate --json
json /name ContainerCreate
json /method POST
json /category containers
run 0 doc ImageBuild
out "bytes"
run 0 doc ContainerLogs
out "a stream of frames"
out 'davit_open(c, "ContainerLogs", params, NULL, NULL, &stream, &err);'
run 0 doc ContainerResize
out 'params = json_pack("{s:s, s:i, s:i}", "id", "ID", "h", 1, "w", 1);'
run 0 doc ContainerChanges
out 'davit_call(c, "ContainerChanges", &json, &err,'
out '"{s:s}", "id", "ID");'
run 0 -e podman doc ContainerRenameLibpod
out "davit -e podman ContainerRenameLibpod"
run 0 ContainerList --help
out "ContainerList - "
run 0 help ContainerList
out "ContainerList - "

run 2 doc
first_err "which operation?"
run 2 doc ContainerLits
first_err "unknown operation 'ContainerLits'"
err "did you mean 'ContainerList'?"
run 2 doc containerlist
err "did you mean 'ContainerList'?"
run 2 doc a b
first_err "one word too many"

for engine in docker podman; do
	run 0 -e $engine ops
	awk '{ print $1 }' "$tmp/out" > "$tmp/names"
	while read -r name; do
		run 0 -e $engine doc "$name"
		out "$name - "
		out "Answer"
		run 0 -e $engine doc "$name" --json
		json /name "$name"
	done < "$tmp/names"
done

finish
