#!/bin/sh
# SPDX-License-Identifier: MIT
# Every function has a page that describes it, every page is installed, and
# every page that another one points to exists.

. "$srcdir/tests/docs/lib.sh"

man=$srcdir/man

# names PAGE -- what the page says it is about
names()
{
	sed -n '/^\.Sh NAME/,/^\.Nd/s/^\.Nm \([^ ]*\).*/\1/p' "$1"
}

sed -n 's/^[[:space:]]*\(davit_[a-z0-9_]*\);.*/\1/p' "$srcdir/src/davit.map" \
	> "$tmp/symbols"
sed -n 's/^static inline .*[ *]\(davit_[a-z0-9_]*\)(.*/\1/p' \
	"$srcdir/src/davit.h" >> "$tmp/symbols"
sed -n 's/^[[:space:]]*\(davit_mock_[a-z]*\);.*/\1/p' \
	"$srcdir/src/mock/davit-mock.map" >> "$tmp/symbols"
[ "$(wc -l < "$tmp/symbols")" -ge 30 ] || fail "too few functions found"
while read -r symbol; do
	page=$man/$symbol.3
	if [ ! -e "$page" ]; then
		fail "$symbol has no page"
		continue
	fi
	target=$(sed -n 's,^\.so man3/,,p' "$page")
	[ -z "$target" ] || page=$man/$target
	if [ ! -e "$page" ]; then
		fail "$symbol: its page $target does not exist"
	elif ! names "$page" | grep -qx "$symbol"; then
		fail "$page has not $symbol among its names"
	elif ! grep -q "^\.Fn $symbol " "$page"; then
		fail "$page has not $symbol in its synopsis"
	elif ! grep -Eq "^\.Fn $symbol( [.,:;]|\$)" "$page" &&
	    [ "$(grep -c "$symbol" "$page")" -lt 3 ]; then
		fail "$page says nothing of $symbol"
	fi
done < "$tmp/symbols"

for page in "$man"/*.[137]; do
	name=${page##*/}
	grep -qw "man/$name" "$man/man.mk" || fail "man.mk lacks $name"
	target=$(sed -n 's,^\.so man3/,,p' "$page")
	if [ -n "$target" ]; then
		names "$man/$target" | grep -qx "${name%.3}" ||
			fail "$name: $target is not about it"
	fi
	sed -n 's/^\.Xr \(davit[^ ]*\) \([137]\).*/\1.\2/p' "$page" |
	    sort -u > "$tmp/links"
	while read -r link; do
		[ -e "$man/$link" ] || fail "$name points to $link"
	done < "$tmp/links"
done
finish
