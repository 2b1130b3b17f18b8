#!/bin/sh
# SPDX-License-Identifier: MIT
# davit.pc and davit-mock.pc say what a program needs, and no more.

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
grep -q '@[a-zA-Z_]*@' "$builddir"/src/*.pc "$builddir"/src/mock/*.pc \
	2> /dev/null && fail "a file for pkg-config was not filled in"
if [ -e "$builddir/src/mock/davit-mock.pc" ]; then
	PKG_CONFIG_PATH="$builddir/src/mock:$PKG_CONFIG_PATH"
	"$PKG_CONFIG" --validate davit-mock > "$tmp/said" 2>&1 ||
		fail "davit-mock.pc is not valid: $(cat "$tmp/said")"
	case " $("$PKG_CONFIG" --libs davit-mock) " in
	*" -ldavit-mock "*) ;;
	*) fail "davit-mock.pc does not link libdavit-mock" ;;
	esac
	case " $("$PKG_CONFIG" --libs davit-mock) " in
	*-levent*) fail "programs are made to link libevent" ;;
	esac
fi
finish
