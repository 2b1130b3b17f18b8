#!/bin/sh
# SPDX-License-Identifier: MIT
# davit.h and davit-mock.h can be included alone, first and twice, from C and
# from C++; the libraries' own headers need nothing before them either.

. "$srcdir/tests/scripts/lib.sh"
need "$CC" "$PKG_CONFIG"
# shellcheck disable=SC2046
set -- $("$PKG_CONFIG" --cflags jansson) -I"$srcdir/src" -Wall -Wextra \
	-Werror -pedantic

# compile TEXT COMPILER ARGUMENT... -- of $tmp/a.c or $tmp/a.cc
compile()
{
	what=$1
	shift
	"$@" > "$tmp/said" 2>&1 || {
		fail "$what"
		head -n 20 "$tmp/said"
	}
}

cat > "$tmp/a.c" << 'END'
#include <davit.h>
#include <davit.h>

int main(void)
{
	davit_client_opts o = DAVIT_CLIENT_OPTS_INIT;
	davit_call_opts c = DAVIT_CALL_OPTS_INIT;
	davit_body b = davit_body_text("{}", 2);

	b = davit_body_mem(b.data, b.len, "text/plain");
	b = davit_body_fd(0, NULL);
	b = davit_body_read(NULL, NULL, NULL);
	b = davit_body_json(NULL);
	return (int)(o.size - sizeof(o) + c.size - sizeof(c)) + b.kind -
	       DAVIT_BODY_JSON;
}
END
cp "$tmp/a.c" "$tmp/a.cc"
cat > "$tmp/m.c" << 'END'
#include <davit-mock.h>
#include <davit-mock.h>

int main(void)
{
	davit_mock_opts o = DAVIT_MOCK_OPTS_INIT;

	return (int)(o.size - sizeof(o)) + o.check - DAVIT_MOCK_CHECK_OFF;
}
END
cp "$tmp/m.c" "$tmp/m.cc"
for standard in c99 gnu99 c11 c17; do
	# shellcheck disable=SC2086
	compile "davit.h as $standard" $CC -std=$standard -Wstrict-prototypes \
		-Wshadow -Wconversion "$@" -fsyntax-only "$tmp/a.c"
	# shellcheck disable=SC2086
	compile "davit-mock.h as $standard" $CC -std=$standard \
		-Wstrict-prototypes -Wshadow -Wconversion \
		-Wmissing-field-initializers "$@" -I"$srcdir/src/mock" \
		-fsyntax-only "$tmp/m.c"
done
# POSIX names are not davit's to switch on.
# shellcheck disable=SC2086
compile "davit.h with -D_GNU_SOURCE" $CC -std=gnu11 -D_GNU_SOURCE "$@" \
	-fsyntax-only "$tmp/a.c"

for header in "$srcdir"/src/*.h "$srcdir"/src/mock/*.h; do
	name=$(basename "$header")
	printf '#include "config.h"\n#include "%s"\n#include "%s"\n' \
		"$name" "$name" > "$tmp/b.c"
	# shellcheck disable=SC2046,SC2086
	compile "$name alone" $CC -std=gnu11 -I"$builddir" -I"$srcdir/src" \
		-I"$srcdir/src/mock" $("$PKG_CONFIG" --cflags jansson libcurl) -fsyntax-only \
		-Wall -Werror "$tmp/b.c"
done

[ "$failures" -eq 0 ] || finish
for cxx in ${CXX:-} c++ g++ clang++; do
	command -v "$cxx" > /dev/null || continue
	for standard in c++11 c++17 c++20; do
		compile "davit.h as $standard with $cxx" "$cxx" \
			-std=$standard "$@" -fsyntax-only "$tmp/a.cc"
		compile "davit-mock.h as $standard with $cxx" "$cxx" \
			-std=$standard "$@" -I"$srcdir/src/mock" \
			-fsyntax-only "$tmp/m.cc"
	done
	found=yes
done
[ -n "${found:-}" ] || need c++
finish
