#!/bin/sh
# SPDX-License-Identifier: MIT
#
# demo.sh offline | private | yours | mock -- show davit at work; "./dev demo"
# calls it.
#
#   offline    what davit knows without any engine
#   private    a container's life on the engine tests/engines/run.sh started
#   yours      the same on engines that answer at their usual sockets, with a
#              tiny image that goes again; status 77 if there is none
#   mock       the same on davit's own mock engines, for where there is none
#
# Each command is printed before it runs.  PATH finds the davit that was built.

set -eu

top=$(cd "$(dirname "$0")/.." && pwd)

# What the commands write goes here.
scratch=$(mktemp -d)
mock=
trap 'rm -rf "$scratch"; [ -z "$mock" ] || kill "$mock" 2> /dev/null' EXIT
trap 'exit 130' INT TERM
cd "$scratch"

title()
{
	printf '\n-- %s\n' "$1"
}

failed=0

# show COMMAND -- print it, run it; what comes after it cleans up, so go on
show()
{
	printf '\n$ %s\n' "$1"
	eval "$1" || failed=1
}

# show_refusal STATUS COMMAND -- one that has to fail just so
show_refusal()
{
	printf '\n$ %s\n' "$2"
	status=0
	eval "$2" 2>&1 || status=$?
	echo "[exit status $status]"
	[ "$status" -eq "$1" ] || failed=1
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

# life TITLE KIND SOCKET IMAGE CONTAINER -- a container from create to remove
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
	docker)	show "$davit ContainerCreate name=$5 --body '$body'" ;;
	podman)	body="{\"name\":\"$5\",${body#?}"
		show "$davit ContainerCreateLibpod --body '$body'" ;;
	esac
	show "$davit ContainerStart$suffix name=$5"
	show "$davit ContainerList$suffix filters='{\"name\":[\"$5\"]}'"
	show "$davit ContainerInspect$suffix name=$5 -o demo.json"
	show "head -c 500 demo.json"
	echo ...
	show "$davit ContainerDelete$suffix name=$5 $kill"
	show_refusal 1 "$davit ContainerInspect$suffix name=$5"
}

private()
{
	echo
	echo "using a private $ENGINE_NAME, started for this demo at $ENGINE_SOCK"
	case $ENGINE_KIND in
	docker)	image=base ;;
	podman)	image=localhost/base ;;
	esac
	life "$ENGINE_NAME" "$ENGINE_KIND" "$ENGINE_SOCK" $image hello
}

answers()
{
	[ -w "$1" ] && curl -sf --max-time 5 -o /dev/null \
		--unix-socket "$1" http://engine/_ping
}

# guest KIND SOCKET TITLE -- life on an engine that has no image for it; one
# is made of base.tar
guest()
{
	echo
	echo "using $3 at $2"
	davit="davit -e $1 -H unix://$2"
	image=localhost/davit-demo
	case $1 in
	docker)
		show "$davit ImageCreate fromSrc=- repo=$image tag=latest \
changes='ENV PATH=/bin' --body @base.tar"
		remove="$davit ImageDelete name=$image:latest" ;;
	podman)
		show "$davit ImageImportLibpod reference=$image:latest \
changes='ENV PATH=/bin' --body @base.tar"
		remove="$davit ImageDeleteLibpod name=$image:latest" ;;
	esac
	# Its own number: somebody else's container keeps its name.
	life "$3" "$1" "$2" $image:latest davit-demo-$$
	show "$remove"
}

yours()
{
	command -v busybox > /dev/null || {
		echo "no busybox for an image: install busybox-static" >&2
		exit 77
	}
	sh "$top/tests/engines/mkbase.sh" base.tar
	found=
	user=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
	for place in docker:/run/docker.sock "docker:$user/docker.sock" \
	    podman:/run/podman/podman.sock "podman:$user/podman/podman.sock"; do
		if answers "${place#*:}"; then
			found=yes
			guest "${place%%:*}" "${place#*:}" \
				"the ${place%%:*} that answers"
		fi
	done
	if [ -z "$found" ]; then
		echo "no engine answers at the usual sockets either" >&2
		exit 77
	fi
}

# mock_of KIND -- life on a mock engine, which ends with it
mock_of()
{
	davit mock -e "$1" --listen "unix://$scratch/$1.sock" --log off \
		> "$1.log" 2>&1 < /dev/null &
	mock=$!
	i=0
	until grep -q '^listening' "$1.log"; do
		i=$((i + 1))
		if [ $i -gt 100 ] || ! kill -0 $mock 2> /dev/null; then
			cat "$1.log" >&2
			exit 1
		fi
		sleep 0.1
	done
	guest "$1" "$scratch/$1.sock" "davit's own mock of $1, no real engine,"
	kill $mock
	wait $mock || failed=1
	mock=
}

mock()
{
	tar -cf base.tar -T /dev/null
	mock_of docker
	mock_of podman
}

case ${1:-} in
offline | private | yours | mock)
	"$1"
	exit $failed ;;
*)
	echo "usage: demo.sh offline | private | yours | mock" >&2
	exit 2 ;;
esac
