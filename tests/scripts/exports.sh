#!/bin/sh
# SPDX-License-Identifier: MIT
# The functions that davit.h declares, those that the map lists and those that
# the library gives away are the same.

. "$srcdir/tests/scripts/lib.sh"
need "$NM"
library

# A declaration starts in the first column; what is defined in the header
# itself or is a type is none.
code "$srcdir/src/davit.h" | sed 's/^[^:]*:[0-9]*://' |
	grep -E '^[a-z]' | grep -vE '^(static|typedef|struct|enum|extern)' |
	sed -nE 's/^[a-z].*[ *](davit_[a-z0-9_]+)\(.*/\1/p' |
	sort > "$tmp/header"
sed -nE '/^DAVIT_/,/^}/s/^[[:space:]]*(davit_[a-z0-9_]+);$/\1/p' \
	"$srcdir/src/davit.map" > "$tmp/map"
"$NM" -D --defined-only "$lib" | awk '$2 != "A" { print $3 }' |
	sed 's/@.*//' | sort > "$tmp/library"

[ "$(wc -l < "$tmp/header")" -gt 30 ] ||
	fail "davit.h: the declarations were not found"
for other in map library; do
	sort "$tmp/$other" > "$tmp/sorted"
	diff "$tmp/header" "$tmp/sorted" > "$tmp/diff" || {
		fail "davit.h (<) and the $other (>) differ"
		cat "$tmp/diff"
	}
done
# The map is kept in order, node by node, so that a diff shows what is new.
awk '/^DAVIT_/ { last = "" } $1 ~ /^davit_/ {
	if ($1 <= last) { print $1 " is out of order"; bad = 1 }
	last = $1
} END { exit bad }' "$srcdir/src/davit.map" || fail "davit.map is not sorted"
grep -q 'local:' "$srcdir/src/davit.map" || fail "davit.map hides nothing"
echo "$(wc -l < "$tmp/header") functions"
finish
