# SPDX-License-Identifier: MIT
# Sourced by the scripts that look at the sources and at what was built.
# shellcheck shell=sh

set -u
: "${srcdir:?}" "${builddir:?}"

: "${CC:=cc}"
: "${READELF:=readelf}"
: "${NM:=nm}"
: "${PKG_CONFIG:=pkg-config}"
here=$srcdir/tests/scripts
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
failures=0
export LC_ALL=C

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

# need TOOL... -- the test is skipped where one is missing
need()
{
	for tool in "$@"; do
		# A compiler may come with flags.
		# shellcheck disable=SC2086
		set -- $tool
		command -v "$1" > /dev/null || {
			echo "skipped: no $1"
			exit 77
		}
	done
}

# library -- the shared library that was built
library()
{
	lib=$builddir/.libs/libdavit.so
	[ -e "$lib" ] || {
		echo "skipped: no shared library was built"
		exit 77
	}
}

# code FILE... -- without comments, each line with its file and number
code()
{
	awk -f "$here/strip.awk" "$@"
}

# listed KEYWORD NAME -- the words of a line of a table in src/README
listed()
{
	awk -v keyword="$1" -v name="$2" '$1 == keyword && $2 == name {
		for (i = 3; i <= NF; i++) print $i
	}' "$srcdir/src/README"
}
