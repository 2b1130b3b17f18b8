#!/bin/sh
# SPDX-License-Identifier: MIT
# Every program in the manual and in README compiles without a warning, links
# with the library, and runs.

. "$srcdir/tests/docs/lib.sh"
# shellcheck source=/dev/null
. "$builddir/tests/docs/flags"
: "${compile:?}" "${link:?}" "${flags?}" "${libs?}" "${engines:?}"

# Nothing here may meet an engine.
DOCKER_HOST=unix://$tmp/none.sock
CONTAINER_HOST=$DOCKER_HOST
export DOCKER_HOST CONTAINER_HOST

# programs PAGE NAME -- the programs of its examples, as NAME-1.c, NAME-2.c ...
programs()
{
	awk -v name="$2" '
		/^\.Sh/			{ examples = /EXAMPLES/ }
		/^\.Ed/			{ if (file) close(file); file = "" }
		begun && /^#include/	{ file = name "-" ++n ".c" }
					{ begun = /^\.Bd -literal/ && examples }
		file {
			sub(/^\\&/, "")
			gsub(/\\e/, "\\")
			print > file
		}' "$1"
}

# indented FILE NAME -- its indented programs
indented()
{
	awk -v name="$2" '
		/^\t#include/ && !file	{ file = name "-" ++n ".c" }
		/^[^\t]/		{ if (file) close(file); file = "" }
		file			{ sub(/^\t/, ""); print > file }' "$1"
}

# needs_engine NAME -- whether the program calls one
needs_engine()
{
	grep -Eq 'davit_(call|invoke|request|open|client_connect)\(' "$1.c"
}

# has_engine NAME -- whether it brings one
has_engine()
{
	grep -q 'davit-mock\.h' "$1.c"
}

# names_absent NAME -- whether it is about an engine that is not built in
names_absent()
{
	for engine in docker podman; do
		case " $engines " in
		*" $engine "*)
			;;
		*)
			! grep -q "\"$engine\"" "$1.c" || return 0 ;;
		esac
	done
	return 1
}

# build NAME
build()
{
	mock=
	! has_engine "$1" || mock=libdavit-mock.la
	# Flags are words.
	# shellcheck disable=SC2086
	$compile -I"$srcdir/src" -I"$srcdir/src/mock" -Wall -Wextra -Werror \
		-c -o "$1.o" "$1.c" &&
		(cd "$builddir" && $link -no-install $flags -o "$1" "$1.o" \
			$mock libdavit.la $libs) > /dev/null
}

for page in "$srcdir"/man/*.3; do
	base=${page##*/}
	programs "$page" "$tmp/${base%.3}"
	case $(sed -n 1p "$page") in
	.so*)	continue ;;
	esac
	[ -e "$tmp/${base%.3}-1.c" ] || fail "$base has no example"
done
indented "$srcdir/README" "$tmp/readme"
[ -e "$tmp/readme-1.c" ] || fail "README has no example"

ran=0
for program in "$tmp"/*.c; do
	program=${program%.c}
	name=${program##*/}
	if has_engine "$program" && [ ! -e "$builddir/libdavit-mock.la" ]; then
		continue
	fi
	build "$program" || {
		fail "$name does not build"
		continue
	}
	ran=$((ran + 1))
	! names_absent "$program" || continue
	status=0
	"$program" > "$tmp/out" 2> "$tmp/err" < /dev/null || status=$?
	if needs_engine "$program" && ! has_engine "$program"; then
		[ "$status" -eq 1 ] ||
			fail "$name: status $status without an engine"
		grep -q "none.sock" "$tmp/err" ||
			fail "$name does not say what is wrong"
	else
		[ "$status" -eq 0 ] || fail "$name: status $status: $(
			cat "$tmp/err")"
		[ -s "$tmp/out" ] || fail "$name prints nothing"
		[ ! -s "$tmp/err" ] || fail "$name: $(cat "$tmp/err")"
	fi
done
echo "$ran programs"
[ "$ran" -ge 12 ] || fail "too few programs found"
finish
