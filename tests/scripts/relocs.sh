#!/bin/sh
# SPDX-License-Identifier: MIT
# The tables are read-only and shared between processes: nothing in them is
# relocated but the one struct of pointers that each engine has.

. "$srcdir/tests/scripts/lib.sh"
need "$READELF"

objects=0
for object in "$builddir"/.libs/libtables_la-tables*.o; do
	[ -e "$object" ] || continue
	objects=$((objects + 1))
	"$READELF" -SW "$object" | sed 's/\[ */[/' |
		awk '$1 ~ /^\[[0-9]+\]$/ {
			gsub(/[][]/, "", $1); print "section", $1, $2, $3
		}' > "$tmp/facts"
	"$READELF" -sW "$object" | awk '$4 == "OBJECT" && $7 ~ /^[0-9]+$/ {
		print "symbol", $7, $2, $3, $8
	}' >> "$tmp/facts"
	"$READELF" -rW "$object" | awk '
		/^Relocation section/ { gsub(/\x27/, "", $3); of = $3 }
		$1 ~ /^[0-9a-f]+$/ && NF >= 3 { print "reloc", of, $1 }
	' >> "$tmp/facts"
	awk '
	function value(hex,   i, n) {
		n = 0
		for (i = 1; i <= length(hex); i++)
			n = n * 16 + index("0123456789abcdef",
				substr(tolower(hex), i, 1)) - 1
		return n
	}
	$1 == "section" { number[$3] = $2; next }
	$1 == "symbol" {
		size = $4 ~ /^0x/ ? value(substr($4, 3)) : $4
		n++; section[n] = $2; from[n] = value($3)
		to[n] = from[n] + size; name[n] = $5
		if ($5 ~ /^(__asan|__odr_asan)/) sanitized = 1
		next
	}
	$1 == "reloc" {
		of = $2
		sub(/^\.rela?/, "", of)
		# What code, unwinding and debuggers need is another matter.
		if (of !~ /^\.(data|rodata|bss|tdata)/) next
		at = value($3)
		found = ""
		for (i = 1; i <= n; i++)
			if (section[i] == number[of] && from[i] <= at &&
			    at < to[i])
				found = name[i]
		if (found ~ /^table_[a-z0-9_]+$/ || found == "tables") {
			if (of !~ /^\.data\.rel\.ro/) {
				print found ": not read-only: " of; bad = 1
			}
			count++
			next
		}
		# A sanitizer keeps pointers to what it watches.
		if (found == "" && sanitized) next
		print "relocation in " (found == "" ? of : found)
		bad = 1
	}
	END {
		if (count == 0) { print "no relocation at all"; bad = 1 }
		printf "%d relocations\n", count
		exit bad
	}' "$tmp/facts" > "$tmp/said" ||
		fail "$(basename "$object"): $(sort -u "$tmp/said" | head -n 5)"
	echo "$(basename "$object"): $(tail -n 1 "$tmp/said")"
done
[ "$objects" -ge 2 ] || fail "the objects of the tables were not found"
finish
