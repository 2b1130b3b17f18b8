#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs, builds a program against what is installed as a user would, runs
# it and the command, and takes everything away again.

. "$srcdir/tests/scripts/lib.sh"
need "$CC" "$PKG_CONFIG"
library

root=$tmp/root
unset MAKEFLAGS MFLAGS MAKELEVEL
in_build()
{
	make -C "$builddir" --no-print-directory "$@" DESTDIR="$root" \
		> "$tmp/said" 2>&1 || {
		fail "make $1"
		tail -n 20 "$tmp/said"
	}
}

in_build install
[ "$failures" -eq 0 ] || finish

pc=$(find "$root" -name davit.pc)
[ -n "$pc" ] || { fail "no davit.pc was installed"; finish; }
header=$(find "$root" -name davit.h)
[ -n "$header" ] || fail "no davit.h was installed"
find "$root" -name '*.h' | grep -vE '/davit(-mock)?\.h$' |
	grep . && fail "headers were installed that are not for users"
find "$root" -name '*.la' -o -name '*.a' |
	grep -vE 'libdavit(-mock)?\.la$' |
	grep . && fail "parts of the library were installed"

# Staged: its directories are below $root.
mkdir "$tmp/pc"
for file in "${pc%/*}"/*.pc; do
	sed "s|=/|=$root/|" "$file" > "$tmp/pc/${file##*/}"
done
export PKG_CONFIG_PATH="$tmp/pc${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
libdir=$("$PKG_CONFIG" --variable=libdir davit)
export LD_LIBRARY_PATH="$libdir${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"

cat > "$tmp/prog.c" << 'END'
#include <davit.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	davit_client *client;
	davit_error err;
	davit_op op;
	json_t *plan;
	const char *path;
	char text[16];

	snprintf(text, sizeof(text), "%d.%d.%d", DAVIT_VERSION_MAJOR,
		 DAVIT_VERSION_MINOR, DAVIT_VERSION_PATCH);
	if (strcmp(text, davit_library_version()) != 0)
		return 1;
	opts.engine = davit_engine_name(0);
	opts.endpoint = "unix:///nonexistent/davit.sock";
	memset(&op, 0, sizeof(op));
	if (davit_op_next(opts.engine, NULL, NULL, &op) != 1)
		return 2;
	if (davit_client_new(&opts, &client, &err) < 0)
		return fprintf(stderr, "%s\n", err.text), 3;
	if (davit_plan(client, "SystemInfo", NULL, NULL, NULL, &plan,
		       &err) < 0)
		return fprintf(stderr, "%s\n", err.text), 4;
	path = json_string_value(json_object_get(plan, "path"));
	if (path == NULL || strstr(path, "/info") == NULL)
		return 5;
	json_decref(plan);
	if (davit_invoke(client, "SystemInfo", NULL, NULL, NULL, NULL,
			 &err) != DAVIT_ECONN)
		return 6;
	davit_client_free(client);
	puts(davit_engine_name(0));
	return 0;
}
END
# A library with a sanitizer in it wants one in the program, too.
sanitize=
for name in address undefined thread; do
	case $name in
	address)	symbol=__asan_init ;;
	undefined)	symbol=__ubsan_handle ;;
	thread)		symbol=__tsan_init ;;
	esac
	if grep -qF "$symbol" "$libdir"/libdavit.so; then
		sanitize="$sanitize -fsanitize=$name"
	fi
done
# shellcheck disable=SC2046,SC2086
$CC $sanitize -Wall -Wextra -Werror "$tmp/prog.c" -o "$tmp/prog" \
	$("$PKG_CONFIG" --cflags --libs davit) > "$tmp/said" 2>&1 || {
	fail "a program can't be built against the installed library"
	cat "$tmp/said"
	finish
}
"$tmp/prog" > "$tmp/out" || fail "the program ends with status $?"
[ -s "$tmp/out" ] || fail "the program says nothing"

# The mock engine, where it was built: a program tests itself with it.
if [ -e "$tmp/pc/davit-mock.pc" ]; then
	cat > "$tmp/mock.c" << 'END'
#include <davit-mock.h>
#include <stdio.h>

int main(void)
{
	davit_client_opts opts = DAVIT_CLIENT_OPTS_INIT;
	davit_client *client;
	davit_mock *mock;
	davit_error err;
	json_t *seen;

	if (davit_mock_new(NULL, &mock, &err) < 0 ||
	    davit_mock_start(mock, &err) < 0)
		return fprintf(stderr, "%s\n", err.text), 1;
	opts.engine = davit_engine_name(0);
	opts.endpoint = davit_mock_address(mock, 0);
	if (davit_client_new(&opts, &client, &err) < 0 ||
	    davit_invoke(client, "SystemInfo", NULL, NULL, NULL, NULL,
			 &err) < 0)
		return fprintf(stderr, "%s\n", err.text), 2;
	davit_client_free(client);
	seen = davit_mock_requests(mock);
	if (json_array_size(seen) < 2)
		return 3;
	json_decref(seen);
	davit_mock_free(mock);
	return 0;
}
END
	# shellcheck disable=SC2046,SC2086
	$CC $sanitize -Wall -Wextra -Werror "$tmp/mock.c" -o "$tmp/mock" \
		$("$PKG_CONFIG" --cflags --libs davit-mock) \
		> "$tmp/said" 2>&1 || {
		fail "a program can't be built with libdavit-mock"
		cat "$tmp/said"
		finish
	}
	"$tmp/mock" || fail "the program with a mock ends with status $?"
	"$(find "$root" -path '*/bin/davit-mock')" --version > "$tmp/out" ||
		fail "davit-mock --version fails"
fi

command=$(find "$root" -path '*/bin/davit')
if [ -n "$command" ]; then
	"$command" --version > "$tmp/out" || fail "davit --version fails"
	grep -q "$("$PKG_CONFIG" --modversion davit)" "$tmp/out" ||
		fail "davit --version says: $(cat "$tmp/out")"
	"$command" engines > "$tmp/out" || fail "davit engines fails"
	find "$root" -path '*/man1/davit.1*' | grep -q . ||
		fail "davit(1) was not installed"
fi

in_build uninstall
find "$root" ! -type d > "$tmp/left"
[ ! -s "$tmp/left" ] || fail "uninstall leaves: $(cat "$tmp/left")"
finish
