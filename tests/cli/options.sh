#!/bin/sh
# SPDX-License-Identifier: MIT
# options, help, and words that are no command

. "$srcdir/tests/cli/lib.sh"

run 0 --version
out "davit 0."
run 0 help
out "usage: davit"
out "--api-version"
out "Exit status"
awk 'length($0) > 80' "$tmp/out" | grep -q . &&
	fail "a line is longer than 80 columns"
run 0 --help
out "usage: davit"
for command in engines versions categories ops doc invoke request help; do
	run 0 help $command
	out "usage: davit [OPTION]... $command"
	awk 'length($0) > 80' "$tmp/out" | grep -q . &&
		fail "a line is longer than 80 columns"
	mv "$tmp/out" "$tmp/help"
	run 0 $command --help
	cmp -s "$tmp/out" "$tmp/help" || fail "--help is not help $command"
done

run 2
empty out
err "usage: davit"

# anywhere on the line, in every spelling
# How to reach an engine may stand in an alias, for commands that call none.
run 0 -e podman -H unix:///nowhere -v --timeout 3 --tls-insecure engines
run 2 --body x engines
run 0 -epodman categories
out libpod/
run 0 categories --engine=podman
out libpod/
run 0 categories --engine podman
out libpod/
run 0 --json -- categories
json /0 "$("$DAVIT" categories | head -n 1)"

run 2 --jsn ops
first_err "unknown option '--jsn'"
err "hint: did you mean '--json'?"
run 2 -Z ops
first_err "unknown option '-Z'"
run 2 ops --json=yes
first_err "--json takes no value"
run 2 ops -e
first_err "-e needs a value"
run 2 ops --engine
first_err "--engine needs a value: --engine NAME"
run 2 ops --color=pink
first_err "--color: 'pink' is none of auto|always|never"
run 2 --timeout soon SystemPing
first_err "--timeout: 'soon' is not a time"
run 2 --max-reply 0 SystemPing
first_err "--max-reply: '0' is not a size"
run 2 --header nonsense SystemPing
first_err "--header: 'nonsense' is not NAME:VALUE"
run 2 SystemPing --dry-run=xml
first_err "--dry-run: 'xml' is none of json|curl"

run 2 opps
first_err "'opps' is neither a command nor an operation"
err "hint: did you mean 'davit ops'?"
run 2 categorys
err "hint: did you mean 'davit categories'?"
run 2 containers
err "hint: 'davit ops containers' lists that category"
run 2 containerlist
err "hint: did you mean 'ContainerList'?"
run 2 ""
first_err "'' is neither a command nor an operation"
run 2 ContainerLits
first_err "unknown operation 'ContainerLits'"
err "hint: did you mean 'ContainerList'?"
run 2 help nonsense-word
first_err "nonsense-word"
run 2 invoke
first_err "which operation?"

finish
