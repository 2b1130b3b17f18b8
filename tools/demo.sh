#!/bin/sh
# SPDX-License-Identifier: MIT
#
# demo.sh offline | private | yours -- show davit at work; "./dev demo" calls it.
#
#   offline    what davit knows without any engine
#   private    a container's life on the engine tests/engines/run.sh started
#   yours      the same on engines that answer at their usual sockets, with a
#              tiny image that goes again; status 77 if there is none
#
# Each command is printed before it runs.  PATH finds the davit that was built.

set -eu

top=$(cd "$(dirname "$0")/.." && pwd)

title()
{
	printf '\n-- %s\n' "$1"
}

# show COMMAND -- print it, run it
show()
{
	printf '\n$ %s\n' "$1"
	eval "$1"
}

# show_refusal STATUS COMMAND -- one that has to fail just so
show_refusal()
{
	printf '\n$ %s\n' "$2"
	status=0
	eval "$2" 2>&1 || status=$?
	echo "[exit status $status]"
	[ "$status" -eq "$1" ]
}

offline()
{
	title "What davit knows without any engine"
	show "davit engines"
	show "davit -e docker categories"
	show "davit -e podman categories"
	show "davit -e docker ops containers"
	show "davit -e podman ops libpod/containers"
	show "davit -e docker doc ContainerStop"

	title "A misspelt parameter is found before anything is sent"
	show_refusal 2 "davit -e docker ContainerStop id=hello singal=SIGINT"
}

# life NAME KIND SOCKET IMAGE -- one container from create to remove
life()
{
	davit="davit -e $2 -H unix://$3"
	case $2 in
	docker)
		suffix= kill='force=true'
		body="{\"Image\":\"$4\",\"Cmd\":[\"sleep\",\"60\"]}" ;;
	podman)
		suffix=Libpod kill='force=true timeout=0'
		body="{\"image\":\"$4\",\"command\":[\"sleep\",\"60\"]}" ;;
	esac
	title "A container's life on $1"
	case $2 in
	docker)	show "$davit ContainerCreate name=davit-demo --body '$body'" ;;
	podman)	body="{\"name\":\"davit-demo\",${body#?}"
		show "$davit ContainerCreateLibpod --body '$body'" ;;
	esac
	show "$davit ContainerStart$suffix name=davit-demo"
	show "$davit ContainerList$suffix filters='{\"name\":[\"davit-demo\"]}'"
	show "$davit ContainerInspect$suffix name=davit-demo | cut -c 1-400"
	show "$davit ContainerDelete$suffix name=davit-demo $kill"
	show_refusal 1 "$davit ContainerInspect$suffix name=davit-demo"
}

private()
{
	echo
	echo "using a private $ENGINE_NAME, started for this demo at $ENGINE_SOCK"
	case $ENGINE_KIND in
	docker)	life "$ENGINE_NAME" docker "$ENGINE_SOCK" base ;;
	podman)	life "$ENGINE_NAME" podman "$ENGINE_SOCK" localhost/base ;;
	esac
}

answers()
{
	[ -w "$1" ] && curl -sf --max-time 5 -o /dev/null \
		--unix-socket "$1" http://engine/_ping
}

# guest KIND SOCKET -- life on an engine that was there before
guest()
{
	echo
	echo "using the $1 that answers at $2"
	davit="davit -e $1 -H unix://$2"
	image=localhost/davit-demo
	case $1 in
	docker)
		show "$davit ImageCreate fromSrc=- repo=$image tag=latest \
changes='ENV PATH=/bin' --body @$tar"
		remove="$davit ImageDelete name=$image:latest" ;;
	podman)
		show "$davit ImageImportLibpod reference=$image:latest \
changes='ENV PATH=/bin' --body @$tar"
		remove="$davit ImageDeleteLibpod name=$image:latest" ;;
	esac
	status=0
	(life "$1" "$1" "$2" "$image:latest") || status=$?
	show "$remove"
	return $status
}

yours()
{
	command -v busybox > /dev/null || {
		echo "no busybox for an image: install busybox-static" >&2
		exit 77
	}
	tar=$(mktemp)
	trap 'rm -f "$tar"' EXIT
	sh "$top/tests/engines/mkbase.sh" "$tar"
	found=
	user=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
	for place in docker:/run/docker.sock "docker:$user/docker.sock" \
	    podman:/run/podman/podman.sock "podman:$user/podman/podman.sock"; do
		! answers "${place#*:}" || {
			found=yes
			guest "${place%%:*}" "${place#*:}"
		}
	done
	[ -n "$found" ] || {
		echo "no engine answers at the usual sockets either" >&2
		exit 77
	}
}

case ${1:-} in
offline | private | yours)
	"$1" ;;
*)
	echo "usage: demo.sh offline | private | yours" >&2
	exit 2 ;;
esac
