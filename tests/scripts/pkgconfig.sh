#!/bin/sh
# SPDX-License-Identifier: MIT
# davit.pc says what a program needs, and no more.

. "$srcdir/tests/scripts/lib.sh"
need "$PKG_CONFIG"

export PKG_CONFIG_PATH="$builddir/src${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
pc()
{
	"$PKG_CONFIG" "$@" davit 2>&1
}

# has WHAT TEXT... -- words that must be in what pkg-config says
has()
{
	said=" $(pc "$1" | tr '\n' ' ') "
	what=$1
	shift
	for word in "$@"; do
		case $said in
		*" $word "*) ;;
		*) fail "pkg-config $what lacks $word:$said" ;;
		esac
	done
}

pc --validate > "$tmp/said" || fail "davit.pc is not valid: $(cat "$tmp/said")"
version=$(sed -n 's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' \
	"$builddir/config.h")
[ "$(pc --modversion)" = "$version" ] ||
	fail "the version is $(pc --modversion), not $version"
for part in MAJOR MINOR PATCH; do
	sed -n "s/^#define DAVIT_VERSION_$part //p" "$srcdir/src/davit.h"
done | paste -sd. - > "$tmp/header"
[ "$(cat "$tmp/header")" = "$version" ] ||
	fail "davit.h is of version $(cat "$tmp/header"), not $version"
has --libs -ldavit -ljansson
has --print-requires jansson
has --print-requires-private libcurl yajl
# Who links libdavit dynamically need not link what it is made of.
case " $(pc --libs) " in
*-lcurl* | *-lyajl*) fail "programs are made to link: $(pc --libs)" ;;
esac
grep -q '@[a-zA-Z_]*@' "$builddir/src/davit.pc" &&
	fail "davit.pc was not filled in"
finish
