#!/bin/sh
# SPDX-License-Identifier: MIT
# The functions that a public header declares, those that the map lists and
# those that the library gives away are the same.

. "$srcdir/tests/scripts/lib.sh"
need "$NM"
library

# compare HEADER MAP LIBRARY LEAST -- of one library; LEAST functions it has
compare()
{
	# A declaration starts in the first column; what is defined in the
	# header itself or is a type is none.
	code "$1" | sed 's/^[^:]*:[0-9]*://' |
		grep -E '^[a-z]' |
		grep -vE '^(static|typedef|struct|enum|extern)' |
		sed -nE 's/^[a-z].*[ *](davit_[a-z0-9_]+)\(.*/\1/p' |
		sort > "$tmp/header"
	sed -nE '/^DAVIT_/,/^}/s/^[[:space:]]*(davit_[a-z0-9_]+);$/\1/p' \
		"$2" > "$tmp/map"
	"$NM" -D --defined-only "$3" | awk '$2 != "A" { print $3 }' |
		sed 's/@.*//' | sort > "$tmp/library"
	[ "$(wc -l < "$tmp/header")" -ge "$4" ] ||
		fail "$1: the declarations were not found"
	for other in map library; do
		sort "$tmp/$other" > "$tmp/sorted"
		diff "$tmp/header" "$tmp/sorted" > "$tmp/diff" || {
			fail "$1 (<) and the $other (>) differ"
			cat "$tmp/diff"
		}
	done
	# The map is kept in order, node by node, so that a diff shows what is
	# new.
	awk '/^DAVIT_/ { last = "" } $1 ~ /^davit_/ {
		if ($1 <= last) { print $1 " is out of order"; bad = 1 }
		last = $1
	} END { exit bad }' "$2" || fail "$2 is not sorted"
	grep -q 'local:' "$2" || fail "$2 hides nothing"
	echo "$(wc -l < "$tmp/header") functions"
}

compare "$srcdir/src/davit.h" "$srcdir/src/davit.map" "$lib" 30
mock=$builddir/.libs/libdavit-mock.so
if [ -e "$mock" ]; then
	compare "$srcdir/src/mock/davit-mock.h" \
		"$srcdir/src/mock/davit-mock.map" "$mock" 8
	# The library itself does not grow.
	"${READELF:-readelf}" -d "$lib" | grep -q libevent &&
		fail "libdavit is linked with libevent"
fi
finish
