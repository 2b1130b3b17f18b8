#!/bin/sh
# SPDX-License-Identifier: MIT
# davit-endpoints(7): it names every variable that is read and every default
# socket, its commands run, and the doctor says what the page shows.

. "$srcdir/tests/docs/lib.sh"

[ -x "$DAVIT" ] || {
	echo "the command is not built"
	exit 77
}
page=$srcdir/man/davit-endpoints.7

# Of the code and of the engines' descriptions.
prefixes='DOCKER_\|CONTAINER_\|CONTAINERS_\|PODMAN_\|REGISTRY_\|XDG_'
{
	grep -oh "\"\\($prefixes\\)[A-Z_]*\"" "$srcdir"/src/*.c
	grep -oh '"[a-zA-Z]*_\(proxy\|PROXY\)"' "$srcdir"/src/*.c
	sed -n 's/^environment: //p' "$srcdir"/specs/*.overlay.yaml
} | tr -d '"' | sort -u > "$tmp/variables"
[ "$(wc -l < "$tmp/variables")" -ge 20 ] || fail "too few variables found"
while read -r name; do
	grep -q "^\\.Ev .*\\<$name\\>" "$page" || fail "$name is not told"
done < "$tmp/variables"

sed -n 's,^  - unix://,,p' "$srcdir"/specs/*.overlay.yaml > "$tmp/sockets"
[ "$(wc -l < "$tmp/sockets")" -ge 7 ] || fail "too few sockets found"
while read -r socket; do
	grep -qxF ".Pa $socket" "$page" || fail "$socket is not told"
done < "$tmp/sockets"

# Nothing of who runs this.
while read -r name; do
	unset "$name"
done < "$tmp/variables"
HOME=$tmp/home
export HOME
mkdir -p "$HOME/.docker/contexts/meta/1"
echo '{"Name": "build", "Endpoints": {"docker": {"Host": "ssh://b"}}}' \
	> "$HOME/.docker/contexts/meta/1/meta.json"
echo '{"currentContext": "build"}' > "$HOME/.docker/config.json"

# shown COMMAND -- the lines behind it in the page are those of $tmp/out, in
# their order; "..." stands for any
shown()
{
	awk -v command="\$ $1" '
		/^\.Ed/		{ on = 0 }
		on && !/^\\&\.\.\.$/
		$0 == command	{ on = 1 }' "$page" > "$tmp/wanted"
	[ "$(wc -l < "$tmp/wanted")" -ge 4 ] || fail "no example: $1"
	grep -xFf "$tmp/wanted" "$tmp/out" | cmp -s - "$tmp/wanted" ||
		fail "$1 prints: $(cat "$tmp/out")"
}

COLUMNS=80
export COLUMNS
if is_built docker; then
	DOCKER_HOST=unix:///run/nobody.sock "$DAVIT" doctor > "$tmp/out"
	[ $? -eq 3 ] || fail "davit doctor: exit status"
	shown 'davit doctor'
	DOCKER_CONTEXT=biuld "$DAVIT" doctor > "$tmp/out"
	shown 'DOCKER_CONTEXT=biuld davit doctor'
fi

try "$page"
[ "$tried" -ge 1 ] || fail "davit-endpoints(7) shows no command"
finish
