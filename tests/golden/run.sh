#!/bin/sh
# SPDX-License-Identifier: MIT
# specgen against files: what it must write, byte for byte, and what it must
# say of bad input.  `run.sh update` writes what it should compare.
#
# harbor/*.yaml, harbor.overlay.yaml   an engine that does not exist
# harbor.c, harbor-import.yaml         its tables; its first document imported
# bad/doc-*, bad/overlay-*             mistakes; the first line is the message
set -u
here=${srcdir:-.}/tests/golden
here=$(cd "$here" && pwd) || exit 99
specgen=${SPECGEN:?the generator to test}
tmp=$(mktemp -d) || exit 99
trap 'rm -rf "$tmp"' EXIT
failed=0

fail() {
	echo "FAIL: $*" >&2
	failed=1
}

same() {	# NAME EXPECTED FOUND
	if [ "${update:-no}" = yes ]; then
		cmp -s "$2" "$3" || { cp "$3" "$2" && echo "updated: $1"; }
	elif ! cmp -s "$2" "$3"; then
		diff -u "$2" "$3" | head -40 >&2
		fail "$1"
	fi
}

update=no
[ "${1:-}" = update ] && update=yes

tables() {
	"$specgen" tables -e harbor --overlay "$here/harbor.overlay.yaml" "$@"
}

# The tables of the made-up engine; the order of the documents is no matter,
# nor whether they have been imported.
v10=$here/harbor/v1.0.yaml
v11=$here/harbor/v1.1.yaml
tables -o "$tmp/one.c" "$v10" "$v11" || fail 'tables'
same 'tables of harbor' "$here/harbor.c" "$tmp/one.c"
tables -o "$tmp/two.c" "$v11" "$v10" || fail 'tables, backwards'
cmp -s "$tmp/one.c" "$tmp/two.c" || fail 'the order of the documents shows'
tables "$v10" "$v11" >"$tmp/two.c" || fail 'tables to standard output'
cmp -s "$tmp/one.c" "$tmp/two.c" || fail 'standard output differs'
mkdir "$tmp/harbor"
for v in v1.0 v1.1; do
	"$specgen" import -o "$tmp/harbor/$v.yaml" "$here/harbor/$v.yaml" ||
		fail "import $v"
	"$specgen" import "$tmp/harbor/$v.yaml" >"$tmp/again" ||
		fail "import $v again"
	cmp -s "$tmp/harbor/$v.yaml" "$tmp/again" ||
		fail "import of an imported $v changes it"
done
tables -o "$tmp/two.c" -C "$tmp" harbor/v1.0.yaml harbor/v1.1.yaml ||
	fail 'tables of imported documents'
cmp -s "$tmp/one.c" "$tmp/two.c" || fail 'importing loses something'
same 'imported document' "$here/harbor-import.yaml" "$tmp/harbor/v1.0.yaml"
grep -q Prose "$tmp/harbor/v1.0.yaml" && fail 'prose survives import'
"$specgen" list -o "$tmp/list.c" harbor other || fail 'list'
grep -q '&table_harbor,' "$tmp/list.c" || fail 'list forgets an engine'
ls "$tmp" "$tmp/harbor" | grep -q '\.tmp$' && fail 'a half file is left'
# CC may hold options.
# shellcheck disable=SC2086
${CC:-cc} -I"$here/../../src" -c -o "$tmp/one.o" "$tmp/one.c" ||
	fail 'the tables do not compile'

# Mistakes: the message, exit status 1 and no file.
cd "$tmp" || exit 99
bad() {		# NAME FILE-WITH-MESSAGE
	"$specgen" tables -e harbor --overlay overlay.yaml -o bad.c v1.0.yaml \
		2>said
	rc=$?
	[ "$rc" = 1 ] || fail "$1: exit status $rc"
	[ -e bad.c ] || [ -e bad.c.tmp ] && fail "$1: left a file"
	sed -n '1s/^# //p' "$2" >want
	sed -n 1p said >got
	if [ "$update" = yes ]; then
		cmp -s want got || { sed "1s|.*|# $(cat got)|" "$2" >new &&
			cp new "$2" && echo "updated: $1"; }
	elif ! cmp -s want got; then
		fail "$1: said '$(cat got)', not '$(cat want)'"
	fi
}
n=0
for file in "$here"/bad/doc-*.yaml "$here"/bad/overlay-*.yaml; do
	cp "$here/bad/good.yaml" v1.0.yaml
	cp "$here/bad/good.overlay.yaml" overlay.yaml
	case $file in
	*/doc-*) cp "$file" v1.0.yaml ;;
	*) cp "$file" overlay.yaml ;;
	esac
	bad "$(basename "$file" .yaml)" "$file"
	n=$((n + 1))
done
[ "$n" -gt 60 ] || fail "only $n bad files"
cp "$here/bad/good.yaml" v1.0.yaml
cp "$here/bad/good.overlay.yaml" overlay.yaml
"$specgen" tables -e harbor --overlay overlay.yaml -o good.c v1.0.yaml ||
	fail 'the good pair is not good'

# What does not fit into a table.
many() {	# NAME MESSAGE; the document comes from standard input
	cat >v1.0.yaml
	"$specgen" tables -e harbor --overlay overlay.yaml -o bad.c v1.0.yaml \
		2>said && fail "$1: not refused"
	grep -q "$2" said || fail "$1: said '$(sed -n 1p said)'"
	[ -e bad.c ] && fail "$1: left a file"
}
head='swagger: "2.0"
paths:
  /ships/{name}:
    get:
      operationId: ShipInspect
      parameters:
        - {name: size, in: query, type: boolean}
        - {name: name, in: path, required: true, type: string}'
awk -v head="$head" 'BEGIN { print head; for (i = 0; i < 254; i++)
	print "        - {name: p" i ", in: query, type: string}" }' |
	many 'parameters' 'more than 255 parameters'
awk -v head="$head" 'BEGIN { print head
	print "      responses: {200: {schema: {type: object, properties: {"
	for (i = 0; i < 9000; i++) print "        member" i ": {},"
	print "        last: {}}}}}" }' |
	many 'names' 'too many bytes of names for a table: at most 65534 fit'
awk -v head="$head" 'BEGIN { print head
	print "      responses: {200: {schema: {type: object, properties: {"
	for (i = 0; i < 300; i++)
		print "        m" i ": {type: string, format: f" i "},"
	print "        last: {}}}}}" }' |
	many 'formats' 'too many formats for a table: at most 255 fit'
i=0
docs=
while [ $i -lt 256 ]; do
	cp "$here/bad/good.yaml" "v1.$i.yaml"
	docs="$docs v1.$i.yaml"
	i=$((i + 1))
done
# shellcheck disable=SC2086
"$specgen" tables -e harbor --overlay overlay.yaml -o bad.c $docs 2>said &&
	fail 'documents: not refused'
grep -q 'too many documents' said || fail "documents: $(sed -n 1p said)"

# The command line.
for words in '' 'tables' 'tables -e harbor v1.0.yaml' 'list' 'list A-b' \
	'import' 'import a b' 'nonsense'; do
	# shellcheck disable=SC2086
	"$specgen" $words >/dev/null 2>said
	[ $? = 2 ] || fail "'specgen $words' is not refused"
	grep -q '^usage:' said || fail "'specgen $words' shows no usage"
done
cp v1.0.yaml ship.yaml
"$specgen" import ship.yaml >/dev/null 2>said && fail 'a file without version'
grep -q 'named after its version' said || fail "ship.yaml: $(cat said)"
"$specgen" import v7.7.yaml >/dev/null 2>said && fail 'a file not there'
grep -q '^v7.7.yaml: cannot be read' said || fail "v7.7.yaml: $(cat said)"
exit $failed
