#!/bin/sh
# SPDX-License-Identifier: MIT
# Functions that are not used here, and names of operations, which are data.

. "$srcdir/tests/scripts/lib.sh"

banned='strcat|strncat|strcpy|strncpy|sprintf|vsprintf|atoi|atol|atof|strtok'
banned="$banned|strtok_r|gets|alloca|asprintf|vasprintf|system|popen|tmpnam"
awk -v strings=no -f "$here/strip.awk" "$srcdir"/src/*.[ch] \
	"$srcdir"/src/cli/*.[ch] "$srcdir"/src/mock/*.[ch] \
	"$srcdir"/tools/*.[ch] > "$tmp/code"
[ "$(wc -l < "$tmp/code")" -gt 5000 ] || fail "the sources were not found"
grep -E ":.*(^|[^A-Za-z0-9_])($banned)[[:space:]]*\(" "$tmp/code" \
	> "$tmp/found" && {
	fail "banned functions"
	cat "$tmp/found"
}

# Everything the documents call an operation, in any version.  Some names of
# old Podman versions are everyday words without a capital: no telling those.
sed -nE 's/^ *operationId: *"?([A-Za-z0-9_]+)"?$/\1/p' \
	"$srcdir"/specs/*/*.yaml | grep '[A-Z]' | sort -u > "$tmp/names"
[ "$(wc -l < "$tmp/names")" -gt 300 ] ||
	fail "the names of operations were not found"
code "$srcdir"/src/*.[ch] "$srcdir"/src/cli/*.[ch] \
	"$srcdir"/src/mock/*.[ch] > "$tmp/code"
grep -nwF -f "$tmp/names" "$tmp/code" > "$tmp/found" && {
	fail "names of operations: facts about them belong into specs/"
	sed 's/^[0-9]*://' "$tmp/found"
}
echo "$(wc -l < "$tmp/names") names of operations"
finish
