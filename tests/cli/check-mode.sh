#!/bin/sh
# SPDX-License-Identifier: MIT
# --check: wrong members of a body are told and sent, refused, or not seen

. "$srcdir/tests/cli/lib.sh"

body='{"Image":"a","Binds":[],"HostConfig":{"Memory":"1g",
"Mounts":[{"Typ":"bind"}],"Annotations":{}}}'
five='davit: warning: '
reply=$tmp/reply
printf 'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n' > "$reply"
printf 'Content-Length: 10\r\n\r\n{"Id":"a"}' >> "$reply"

run 0 ContainerCreate -a 1.41 --body "$body" --dry-run
json /body/Binds '[]'
err "${five}unknown member 'Binds' in the body of ContainerCreate; it belongs \
under HostConfig"
err "${five}'body.HostConfig.Memory' of ContainerCreate must be an integer, \
not a string"
err "${five}unknown member 'Typ' in the body of ContainerCreate, at \
body.HostConfig.Mounts[0].Typ; did you mean 'Type'?"
err "it exists since v1.43; this client speaks v1.41"
[ "$(wc -l < "$tmp/err")" -eq 4 ] || fail "not each warning once"

run 0 ContainerCreate -a 1.41 --check warn --body "$body" --dry-run=curl
[ "$(wc -l < "$tmp/err")" -eq 4 ] || fail "not each warning once"
run 0 ContainerCreate -a 1.41 --check=off --body "$body" --dry-run
empty err
run 2 ContainerCreate -a 1.41 --check=strict --body "$body" --dry-run
empty out
first_err "unknown member 'Binds'"
not_err warning
[ "$(grep -c '^davit: ' "$tmp/err")" -eq 4 ] || fail "not all problems"
run 0 ContainerCreate -a 1.41 --check=strict --body '{"Image":"a"}' --dry-run
empty err

# Two problems of one place are two problems.
run 2 NetworkConnect id=a --check=strict --body '[]' -a 1.41 --dry-run
first_err "must be an object, not an array"
run 2 -e podman SecretCreate --check=strict --body '{"a":1,"b":2}' --dry-run
err "unknown member 'a'"
err "unknown member 'b'"

# A real call: one warning, whatever the way to the engine.
serve "$reply"
run 0 -H "unix://$tmp/engine.sock" -a 1.41 ContainerCreate \
	--body '{"Image":"a","Binds":[]}'
out '"Id"'
[ "$(grep -c '^davit: warning: ' "$tmp/err")" -eq 1 ] || fail "not one warning"
serve "$reply"
run 2 -H "unix://$tmp/engine.sock" -a 1.41 ContainerCreate \
	--body '{"Image":"a","Binds":[]}' --check=strict
empty out

# Keys of filters: refused where things are removed.
run 0 ContainerList -a 1.41 filters=labl=x --dry-run
err "davit: warning: unknown key 'labl' in parameter 'filters' of \
ContainerList; did you mean 'label'?"
run 2 ContainerList -a 1.41 filters=labl=x --dry-run --check=strict
run 2 ContainerPrune -a 1.41 filters=labl=x --dry-run
first_err "unknown key 'labl' in parameter 'filters' of ContainerPrune"
err "hint: did you mean 'label'?"
run 2 ContainerPrune -a 1.41 filters=labl=x --dry-run --check=off
run 0 ContainerPrune -a 1.41 filters=labl=x --dry-run --allow-unlisted
empty err

run 2 ContainerCreate --check=hard --body '{}' --dry-run
first_err "'hard' is none of warn|off|strict"
run 2 request GET /x --check=off
first_err "--check means nothing to 'davit request'"

finish
