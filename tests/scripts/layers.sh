#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may include whom: the tables in src/README, held against the sources.

. "$srcdir/tests/scripts/lib.sh"

# module FILE -- decode for src/decode.c; recipes are one module
module()
{
	basename "$1" | sed 's/\.[ch]$//'
}

# layer MODULE -- its number; nothing if it has none
layer()
{
	awk -v name="$1" '$1 == "layer" {
		for (i = 3; i <= NF; i++)
			if ($i == name) print $2
	}' "$srcdir/src/README"
}

# includes FILE -- lines "line header", header with its "" or <>
includes()
{
	code "$1" | sed -nE \
		's/^[^:]*:([0-9]+):[[:space:]]*#[[:space:]]*include[[:space:]]*([<"][^>"]*[>"]).*/\1 \2/p'
}

for file in "$srcdir"/src/*.[ch]; do
	name=$(module "$file")
	case $name in
	davit | table) own=0 ;;
	*)	own=$(layer "$name") ;;
	esac
	case $own in
	'')	fail "src/README: $name has no layer"; continue ;;
	*[!0-9]*) fail "src/README: $name has several layers"; continue ;;
	esac
	includes "$file" > "$tmp/includes"
	while read -r line header; do
		at="src/$(basename "$file"):$line"
		case $header in
		'"config.h"')
			case $file in
			*.h) fail "$at: a header includes config.h" ;;
			esac ;;
		'"davit.h"' | '"table.h"')
			;;
		'"'*)
			header=$(echo "$header" | tr -d '"')
			other=$(layer "$(module "$header")")
			if [ ! -e "$srcdir/src/$header" ]; then
				fail "$at: $header is not in src"
			elif [ "${other:-99}" -gt "$own" ]; then
				fail "$at: $header is of layer $other, above $own"
			fi ;;
		*/*)
			of=$(echo "$header" | sed 's/^<//; s,/.*,,')
			case $of in
			sys | netinet | arpa) continue ;;
			esac
			listed library "$of" | grep -qx "$name" ||
				fail "$at: $header is not for $name" ;;
		*)
			case $header in
			'<yaml.h>' | '<check.h>')
				fail "$at: $header has no place in the library" ;;
			esac ;;
		esac
	done < "$tmp/includes"
	# The first include of a source is config.h, the second its own header.
	case $file in
	*.c)
		[ "$(sed -n '1s/.* //p' "$tmp/includes")" = '"config.h"' ] ||
			fail "src/$name.c: config.h does not come first" ;;
	esac
done

# The mock engine has a table of its own, and a list of what it shares.
of_mock()
{
	awk -v keyword="$1" -v name="$2" '
	$1 == "layer" && keyword == "layer" {
		for (i = 3; i <= NF; i++)
			if ($i == name) print $2
	}
	$1 == "shared" && keyword == "shared" {
		for (i = 2; i <= NF; i++)
			if ($i == name) print $i
	}
	$1 == "library" && keyword == "library" && $2 == name {
		for (i = 3; i <= NF; i++) print $i
	}' "$srcdir/src/mock/README"
}

for file in "$srcdir"/src/mock/*.[ch]; do
	name=$(module "$file")
	own=$(of_mock layer "$name")
	case $name:$own in
	davit-mock:*) own=99 ;;
	*:) fail "src/mock/README: $name has no layer"; continue ;;
	*:*[!0-9]*) fail "src/mock/README: $name has several layers"; continue ;;
	esac
	# Two headers of one name would be mistaken for each other.
	[ ! -e "$srcdir/src/$name.h" ] ||
		fail "src/mock: $name is the name of a file of src/, too"
	includes "$file" > "$tmp/includes"
	while read -r line header; do
		at="src/mock/$(basename "$file"):$line"
		case $header in
		'"config.h"')
			case $file in
			*.h) fail "$at: a header includes config.h" ;;
			esac ;;
		'"davit.h"' | '"davit-mock.h"')
			;;
		'"'*)
			header=$(echo "$header" | tr -d '"')
			other=$(of_mock layer "$(module "$header")")
			if [ -e "$srcdir/src/$header" ]; then
				[ -n "$(of_mock shared "$(module "$header")")" ] ||
					fail "$at: $header is not shared"
			elif [ ! -e "$srcdir/src/mock/$header" ]; then
				fail "$at: $header is not in src/mock"
			elif [ "${other:-99}" -gt "$own" ]; then
				fail "$at: $header is of layer $other, above $own"
			fi ;;
		*/*)
			of=$(echo "$header" | sed 's/^<//; s,/.*,,')
			case $of in
			sys | netinet | arpa) continue ;;
			esac
			of_mock library "$of" | grep -qx "$name" ||
				fail "$at: $header is not for $name" ;;
		'<yaml.h>')
			of_mock library yaml | grep -qx "$name" ||
				fail "$at: $header is not for $name" ;;
		esac
	done < "$tmp/includes"
	case $file in
	*.c)
		[ "$(sed -n '1s/.* //p' "$tmp/includes")" = '"config.h"' ] ||
			fail "src/mock/$name.c: config.h does not come first" ;;
	esac
done

# What the table names exists.
awk '$1 == "layer" || $1 == "library" {
	for (i = 3; i <= NF; i++) print $i
}' "$srcdir/src/README" | sort -u | while read -r name; do
	[ -e "$srcdir/src/$name.c" ] || [ -e "$srcdir/src/$name.h" ] ||
		echo "$name"
done > "$tmp/missing"
while read -r name; do
	fail "src/README: there is no src/$name.[ch]"
done < "$tmp/missing"

# The command is a program like any other; the tool shares the format only.
for file in "$srcdir"/src/cli/*.[ch] "$srcdir"/tools/*.[ch]; do
	dir=$(dirname "$file")
	includes "$file" > "$tmp/includes"
	while read -r line header; do
		at=${file#"$srcdir"/}:$line
		case $dir:$header in
		*:'"config.h"' | */cli:'"davit.h"' | */tools:'"table.h"' | \
		    */tools:'<yaml.h>')
			;;
		*:'"'*)
			header=$(echo "$header" | tr -d '"')
			[ -e "$dir/$header" ] ||
				fail "$at: $header is of another folder" ;;
		*:'<yaml.h>' | *:'<curl/'* | *:'<yajl/'* | *:'<openssl/'*)
			fail "$at: $header has no place here" ;;
		esac
	done < "$tmp/includes"
done

[ -n "$(layer http)" ] || fail "src/README: the table of layers was not found"
finish
