# SPDX-License-Identifier: MIT
# Sourced by the tests of the documents.
# shellcheck shell=sh

set -u
: "${srcdir:?}" "${builddir:?}"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failures=0

fail()
{
	printf 'FAILED: %s\n' "$1"
	failures=$((failures + 1))
}

finish()
{
	[ "$failures" -eq 0 ] || echo "$failures failures"
	exit $((failures > 0))
}

# is_built ENGINE -- whether the command knows it
is_built()
{
	"$DAVIT" engines | grep -q "^$1 "
}

# offline COMMAND -- whether a command line asks no engine
offline()
{
	case $1 in
	*'--dry-run=curl'*)
		return 1 ;;
	*--dry-run* | *' ops'* | *' doc '* | *' engines'* | *' versions'* | \
	    *' categories'*)
		return 0 ;;
	*)
		return 1 ;;
	esac
}

# try FILE... -- runs the commands that are lines "$ davit ..." of documents,
# unless they need an engine; says how many it has run
try()
{
	tried=0
	mkdir -p "$tmp/bin"
	printf '#!/bin/sh\nexec "%s" "$@"\n' "$DAVIT" > "$tmp/bin/davit"
	chmod +x "$tmp/bin/davit"
	cat "$@" | sed -n 's/^[[:space:]]*\$ \(davit .*\)$/\1/p' \
		> "$tmp/commands"
	while read -r line; do
		offline "$line" || continue
		case $line in
		*'-e podman'*)	is_built podman || continue ;;
		*)		is_built docker || continue ;;
		esac
		(cd "$tmp" && PATH=$tmp/bin:$PATH sh -c "$line") \
			> "$tmp/out" 2> "$tmp/err" < /dev/null ||
			fail "$line: $(cat "$tmp/err")"
		[ -s "$tmp/out" ] || fail "$line: prints nothing"
		tried=$((tried + 1))
	done < "$tmp/commands"
	echo "$tried commands run"
}
