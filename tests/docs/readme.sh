#!/bin/sh
# SPDX-License-Identifier: MIT
# README: its length, the versions it names, and the commands in it and in
# davit-api(7) and davit(1) that need no engine.

. "$srcdir/tests/docs/lib.sh"

[ -x "$DAVIT" ] || {
	echo "the command is not built"
	exit 77
}
unset DOCKER_HOST CONTAINER_HOST
readme=$srcdir/README

[ "$(wc -l < "$readme")" -le 150 ] || fail "README is longer than 150 lines"

# The columns of `davit engines`: name, title, versions, oldest, newest.
"$DAVIT" engines > "$tmp/engines"
[ -s "$tmp/engines" ] || fail "no engines"
while read -r line; do
	# Titles are words, versions begin with "v".
	# shellcheck disable=SC2086
	set -- $line
	name=$1
	while [ $# -gt 3 ]; do
		shift
	done
	grep -Eq "^	$name .* $1 versions, $2 to $3\$" "$readme" ||
		fail "README does not say: $name, $1 versions, $2 to $3"
done < "$tmp/engines"

# The mistake it shows is told as it says.
if is_built docker; then
	! "$DAVIT" ContainerDelete id=web forec=true 2> "$tmp/err" ||
		fail "a misspelt parameter is taken"
	while read -r line; do
		grep -qxF "	$line" "$readme" || fail "README lacks: $line"
	done < "$tmp/err"
fi

try "$readme"
[ "$tried" -ge 1 ] || fail "README shows no command that can be tried"
try "$srcdir/man/davit-api.7"
[ "$tried" -ge 1 ] || fail "davit-api(7) shows no command"
try "$srcdir/man/davit.1"
[ "$tried" -ge 1 ] || ! is_built docker || fail "davit(1) shows no command"
finish
