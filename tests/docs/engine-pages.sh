#!/bin/sh
# SPDX-License-Identifier: MIT
# The pages on engines, which the command writes: good mdoc, with every
# operation and every parameter.

. "$srcdir/tests/docs/lib.sh"

for engine in docker podman; do
	is_built $engine || continue
	page=$tmp/davit-$engine.7
	"$DAVIT" man $engine > "$page" || fail "davit man $engine"
	"$DAVIT" -e $engine ops > "$tmp/ops"
	[ "$(grep -c '^\.It Cm ' "$page")" -eq "$(wc -l < "$tmp/ops")" ] ||
		fail "$page: not one entry for each operation"
	# As a reader has it.
	sed 's/\\&//g; s/\\-/-/g' "$page" > "$tmp/plain"
	while read -r name _; do
		grep -qx ".It Cm $name" "$tmp/plain" ||
			fail "$page lacks $name"
	done < "$tmp/ops"
	grep -qx '.It Va filters' "$tmp/plain" || fail "$page: no filters"
	! LC_ALL=C grep -q '[^ -~]' "$page" || fail "$page is not ASCII"
	command -v mandoc > /dev/null || continue
	mandoc -T lint -W warning "$page" > "$tmp/out" 2>&1 ||
		fail "$page: $(cat "$tmp/out")"
	mandoc -T utf8 "$page" > "$tmp/out" 2>&1 || fail "$page is unreadable"
done
for args in '' 'a b' dokcer; do
	# shellcheck disable=SC2086
	"$DAVIT" man $args > "$tmp/out" 2> "$tmp/err"
	[ $? -eq 2 ] || fail "davit man $args: exit status"
done
finish
