#!/bin/sh
# SPDX-License-Identifier: MIT
# engines, versions, categories and ops, as columns and as JSON

. "$srcdir/tests/cli/lib.sh"

run 0 engines
out docker
out podman
empty err
run 0 engines --json
json /0/name docker
json /1/name podman
json /0/default true
json /0/oldest v1.25
[ "$(wc -l < "$tmp/out")" -eq 1 ] || fail "JSON in a pipe is one line"

run 0 versions --json
json /0/name v1.25
json /0/engine docker
[ "$(json_count "")" -ge 31 ] || fail "Docker has 31 versions at least"
run 0 versions podman
out v5.
run 0 -e podman versions --json
[ "$(json_count "")" -ge 79 ] || fail "Podman has 79 versions at least"
run 0 versions --json podman -a v3.1.0
json /0/engine podman
json /0/name v3.1.0
[ "$(json_count "")" -eq 1 ] || fail "-a leaves one version"
run 2 versions podman -e docker
first_err "both"
run 2 versions dokcer
first_err "unknown engine 'dokcer'"
err "hint: did you mean 'docker'?"

run 0 versions --engines
out "docker  20.10"
out "podman  5.4"
run 0 versions --engines podman --json
json /0/engine podman
json /0/oldest 3.1.0
json /0/level 1.40
not_out docker
[ "$(json_count "")" -ge 20 ] || fail "Podman has 20 releases at least"
run 0 -e docker versions --engines --json
json /0/release 1.13
json /0/newest v1.25
json /0/oldest 1.12
not_out podman
run 2 versions --engines -a 1.41
first_err "--engines goes without --api-version"
run 2 versions --engines dokcer
first_err "unknown engine 'dokcer'"
run 2 categories --engines
first_err "--engines"

run 0 categories
out containers
run 0 --json categories
[ "$(json_count "")" -ge 10 ] || fail "there are more categories"
case $(cat "$tmp/out") in
'["'*'","'*'"]') ;;
*) fail "not an array of strings" ;;
esac
run 0 -e podman categories
out libpod/containers
run 2 categories extra
first_err "one word too many"

run 0 ops
out ContainerCreate
[ "$(wc -l < "$tmp/out")" -ge 100 ] || fail "one line for each operation"
run 0 ops containers
out ContainerCreate
not_out ImageList
run 0 ops containers --json
json /0/category containers
for member in name category method path summary since until; do
	grep -qF "\"$member\":" "$tmp/out" || fail "no member $member"
done
run 0 ops -a 1.25 --json
json /0/since v1.25
run 2 ops container
first_err "docker has no category 'container'"
err "hint: did you mean 'containers'?"
run 2 ops containers images
first_err "one word too many"
run 2 ops --body x
first_err "--body means nothing to 'davit ops'"

# Whatever follows, there is a summary, and it is on the same line.
run 0 ops
! awk 'NF < 2' "$tmp/out" | grep -q . || fail "an operation has no summary"

# On a terminal: titles, and no line longer than it is wide.
what="davit ops on a terminal"
"$builddir/tests/cli/pty" "$DAVIT" ops > "$tmp/out" 2> "$tmp/err" ||
	fail "pty failed"
out NAME
awk 'length($0) > 72' "$tmp/out" | grep -q . && fail "a line is too long"
what="davit engines --json on a terminal"
"$builddir/tests/cli/pty" "$DAVIT" engines --json > "$tmp/out" 2> "$tmp/err"
out "$(printf '\033')"
[ "$(wc -l < "$tmp/out")" -gt 10 ] || fail "it is not indented"
what="davit engines --json --color=never on a terminal"
"$builddir/tests/cli/pty" "$DAVIT" engines --json --color=never \
	> "$tmp/out" 2> "$tmp/err"
not_out "$(printf '\033')"
json /0/name docker
what="NO_COLOR davit engines --json on a terminal"
NO_COLOR=1 "$builddir/tests/cli/pty" "$DAVIT" engines --json \
	> "$tmp/out" 2> "$tmp/err"
not_out "$(printf '\033')"

finish
