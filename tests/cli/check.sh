#!/bin/sh
# SPDX-License-Identifier: MIT
# check: in which versions a call would work, and why not in the others

. "$srcdir/tests/cli/lib.sh"

newest()
{
	"$DAVIT" versions "$1" | tail -n 1 | awk '{ print $1 }'
}

docker=$(newest docker)
podman=$(newest podman)

run 0 check ContainerCreate --body '{"Image":"a"}' --on podman@v5.4.2 \
	--on docker@1.41 --on docker
out "podman v5.4.2: works"
out "docker v1.41: works"
out "docker $docker: works"
[ "$(wc -l < "$tmp/out")" -eq 3 ] || fail "one line for each"

# Ranges, and the reason in each.
run 2 check ContainerCreate --on docker@all platform=x \
	--body '{"Image":"a","HostConfig":{"Annotations":{}}}'
out "docker v1.25 to v1.40: does not work"
out "unknown parameter 'platform' of ContainerCreate; it exists since v1.41"
out "and one more"
out "docker v1.41 to v1.42: does not work"
out "unknown member 'Annotations' in the body of ContainerCreate; it exists"
out "docker v1.43 to $docker: works"
run 0 check ContainerCreate --on docker@v1.43.. platform=x \
	--body '{"Image":"a","HostConfig":{"Annotations":{}}}'
out_is "docker v1.43 to $docker: works"
run 2 check ContainerCreate --on docker@..v1.42 platform=x \
	--body '{"Image":"a","HostConfig":{"Annotations":{}}}'
not_out works,
run 0 check ContainerList
out_is "docker v1.25 to $docker: works"
run 0 -e podman check ContainerList -a 5.4.2
out_is "podman v5.4.2: works"
run 0 check ImageBuild remote=x --on all
out "docker v1.25 to $docker: works"
out "to $podman: works"
run 2 check ContainerListLibpod --on all
out "only Podman has it"

# Everything wrong in one version; other names; values.
run 2 check ContainerCreate --body '{"Imag":"a"}' foo=1 --on docker@v1.41
out "unknown parameter 'foo' of ContainerCreate"
out "unknown member 'Imag' in the body of ContainerCreate; did you mean"
run 0 check ContainerArchive id=a path=/x --on docker@v1.25
out_is "docker v1.25: works, as ContainerGetArchive"
run 2 check ContainerList all=maybe --on docker@v1.30..v1.33
out "parameter 'all' of ContainerList must be true or false, not 'maybe'"
run 2 check ContainerList filters=labl=a --on docker@v1.41
out "unknown key 'labl'"
run 2 check ContainerCreate --on docker
out "ContainerCreate needs a body"
echo '{"all":true}' > "$tmp/in"
run 0 check ContainerList --params - --on docker@v1.30

run 2 check ContainerList --json --on docker@v1.41 --on docker@v1.99..v2 id=a
first_err "newer than the newest known"
empty out
run 2 check ContainerList --json --on docker@v1.41 id=a
json /0/works false
json /0/engine docker
json /0/first v1.41
json /0/last v1.41
json /0/operation ContainerList
json /0/problems/0/where params.id
json /0/problems/0/text "unknown parameter 'id' of ContainerList"

run 2 check
first_err "which operation?"
run 2 check ContainerList --on dokcer
err "did you mean 'docker'?"
run 2 check ContainerLits
out "'ContainerList'?"
run 2 check ContainerList --on docker@v1.41..v1.30
first_err "v1.41 is newer than v1.30"
run 2 doc ContainerList --on docker
first_err "--on means nothing to 'davit doc'"

finish
