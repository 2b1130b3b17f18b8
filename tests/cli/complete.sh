#!/bin/sh
# SPDX-License-Identifier: MIT
# complete: candidates from the tables and from an engine; and the scripts of
# bash, zsh and fish, in these shells

. "$srcdir/tests/cli/lib.sh"

scripts=$(cd "$srcdir/src/cli/completion" && pwd)

# ask WORD... -- the candidates are in $tmp/out
ask()
{
	run 0 complete -- "$@"
	empty err
}

# has, has_not CANDIDATE
has()
{
	cut -f1 "$tmp/out" | grep -qxF -e "$1" || fail "no candidate $1"
}

has_not()
{
	! cut -f1 "$tmp/out" | grep -qxF -e "$1" || fail "candidate $1"
}

ask ""
has doc
has ContainerCreate
has_not complete
ask ContainerCr
[ "$(wc -l < "$tmp/out")" -eq 1 ] || fail "more than one candidate"
out "ContainerCreate	Create a container"
ask --
has --engine
has --dry-run
has --dry-run=
ask doc --
has --depth
has_not --body
ask skeleton --re
has --required
ask --engine ""
has docker
has podman
ask --engine=po
has --engine=podman
ask -e podman -a v5.4.
has v5.4.2
has_not v1.41
ask -e podman Container
has ContainerListLibpod
ask --check ""
has strict
ask --dry-run=
has --dry-run=curl
ask check ContainerList --on podman@v5.4
has podman@v5.4.2
ask check ContainerList --on ""
has all
has docker@all

ask versions ""
has podman
ask versions --eng
has --engines
ask ops ""
has containers
ask diff docker v1.4
has v1.41
ask doc Con
has ContainerCreate
ask doc ContainerCreate ""
empty out
ask help ""
has invoke
has ContainerCreate
ask request ""
has DELETE
ask explain ContainerCreate HostConfig.Restart
has HostConfig.RestartPolicy
ask explain ContainerCreate HostConfig.RestartPolicy.
has HostConfig.RestartPolicy.Name
ask explain ContainerCreate.HostConfig.Restart
has ContainerCreate.HostConfig.RestartPolicy
ask explain ContainerCreate I
has Image
has Id

ask ContainerList ""
has all=
has filters=
ask ContainerList all=true ""
has_not all=
has limit=
ask ContainerList filters=label=a ""
has filters=
ask invoke ContainerList all=
has all=true
has all=false
ask ContainerWait condition=n
has condition=not-running
ask ContainerList filters=
has filters=label=
ask -e podman ContainerRename ""
has path:name=
has query:name=
ask check ContainerList al
has all=

# Wrong lines are nobody's business while they are typed.
ask --nonsense ""
ask doc Nothing ""
ask Nothing ""
ask ContainerList nothing=
empty out
run 0 complete

# From an engine; not from one that is silent.
host=unix://$tmp/engine.sock
list()
{
	{
		printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'
		printf 'Content-Length: %d\r\nConnection: close\r\n\r\n%s' \
			"${#1}" "$1"
	} > "$tmp/reply"
	serve "$tmp/reply"
}

list '[{"Id":"1f","Names":["/web","/db"]},{"Id":"2e","Names":["/worker"]}]'
ask -H "$host" ContainerInspect id=
has id=web
has id=db
has id=worker
grep -q '^GET /v1.41/containers/json?all=true ' "$tmp/reply.got" ||
	fail "stopped containers were not asked for"
ask -H "$host" ContainerInspect id=w
has_not id=db
ask -H "$host" exec w
has web
list '[{"Id":"sha256:1","RepoTags":["busybox:latest"]},
{"Id":"sha256:2","RepoTags":["<none>:<none>"]},{"Id":"sha256:3","RepoTags":null}]'
ask -H "$host" -a 1.41 ImageInspect name=
has name=busybox:latest
has name=sha256:2
has name=sha256:3
ask -H "$host" run bu
has busybox:latest
list '{"Volumes":[{"Name":"data"}],"Warnings":null}'
ask -H "$host" VolumeInspect name=
has name=data
list '[{"Name":"bridge","Id":"9"}]'
ask -H "$host" NetworkInspect id=
has id=bridge
list '[{"ID":"7","Spec":{"Name":"key"}}]'
ask -H "$host" SecretInspect id=
has id=key
ask -H "$host" ContainerInspect id=
list '{"message":1}'
ask -H "$host" ContainerInspect id=
empty out
printf 'HTTP/1.1 200 OK\r\n\r\nno JSON' > "$tmp/reply"
ask -H "$host" ContainerInspect id=
empty out
serve "$tmp/reply" 30
before=$(date +%s)
ask -H "$host" ContainerInspect id=
empty out
[ $(($(date +%s) - before)) -le 2 ] || fail "it waited too long"
ask -H unix:///nonexistent/x ContainerInspect id=
empty out

# ---- the shells -----------------------------------------------------------

PATH=$(dirname "$DAVIT"):$PATH
export PATH scripts
list '[{"Names":["/web"]}]'
export DOCKER_HOST="$host"

# in_bash WORD... -- as bash calls it, the last word at the cursor
in_bash()
{
	what="bash: davit $*"
	bash --norc -c '
		. "$scripts/davit"
		COMP_WORDS=(davit "$@")
		COMP_CWORD=$#
		_davit davit
		printf "%s\n" "${COMPREPLY[@]}"' bash "$@" \
		> "$tmp/out" 2> "$tmp/err"
	empty err
}

if command -v bash > /dev/null; then
	in_bash ContainerCr
	out_is ContainerCreate
	in_bash ""
	has doc
	in_bash --dry-run = c
	out_is curl
	in_bash ContainerList all =
	has true
	has false
	in_bash ContainerList all = true l
	out_is limit=
	in_bash ContainerList filters = la
	out_is label=
	in_bash check ContainerList --on podman @ v5.4.2
	out_is v5.4.2
	in_bash -H "unix" : "//$tmp/engine.sock" ContainerInspect id = w
	out_is web
	in_bash ContainerList limit = 3 ""
	has all=
	what="bash: complete"
	bash --norc -c '. "$scripts/davit"; complete -p davit' > "$tmp/out"
	out "_davit davit"
	# For real, at a prompt.
	cat > "$tmp/steps" << 'END'
send PS1=; . "$scripts/davit"; echo re''ady\r
expect ready
send davit doc ContainerCr\x09
expect ContainerCreate
send \x15exit\r
END
	what="bash, typed"
	"$builddir/tests/cli/pty" -s "$tmp/steps" bash --norc -i \
		> "$tmp/out" 2> "$tmp/err" || fail "exit status $?"
else
	echo "no bash: its completion is not tested"
fi

if command -v zsh > /dev/null; then
	cat > "$tmp/steps" << 'END'
send PS1=; fpath=("$scripts" $fpath); autoload -Uz compinit; compinit -u -D; echo re''ady\r
expect ready
send davit doc ContainerCr\x09
expect ContainerCreate
send \x15davit ContainerList filters=la\x09
expect filters=label=
send \x15davit ContainerInspect id=\x09
expect id=web
send \x15davit --dry-run=cu\x09
expect --dry-run=curl
send \x15exit\r
END
	what="zsh, typed"
	"$builddir/tests/cli/pty" -s "$tmp/steps" zsh -f -i \
		> "$tmp/out" 2> "$tmp/err" || fail "exit status $?"
else
	echo "no zsh: its completion is not tested"
fi

if command -v fish > /dev/null; then
	export HOME="$tmp" XDG_CONFIG_HOME="$tmp" XDG_DATA_HOME="$tmp"
	in_fish()
	{
		what="fish: $1"
		line=$1 fish --no-config -c '
			source $scripts/davit.fish
			complete -C "$line"' > "$tmp/out" 2> "$tmp/err"
	}

	in_fish "davit doc ContainerCr"
	has ContainerCreate
	out "Create a container"
	in_fish "davit ContainerList filters=la"
	has filters=label=
	in_fish "davit ContainerInspect id="
	has id=web
	in_fish "davit -e podman -a v5.4."
	has v5.4.2
	in_fish "davit ops "
	has containers
	: > "$tmp/afile"
	cd "$tmp" || exit 1
	in_fish "davit -o afi"
	has afile
else
	echo "no fish: its completion is not tested"
fi

finish
