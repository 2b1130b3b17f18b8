#!/bin/sh
# SPDX-License-Identifier: MIT
# Every page of the manual is good mdoc.

. "$srcdir/tests/docs/lib.sh"

command -v mandoc > /dev/null || {
	echo "no mandoc: pages are not checked"
	exit 77
}
checked=0
for page in "$srcdir"/man/*.[137]; do
	# mandoc looks for what a stub names where pages are installed.
	! grep -q '^\.so ' "$page" || continue
	mandoc -T lint -W warning "$page" > "$tmp/out" 2>&1 ||
		fail "$page: $(cat "$tmp/out")"
	checked=$((checked + 1))
done
[ "$checked" -ge 10 ] || fail "only $checked pages found"
finish
