#!/bin/sh
# SPDX-License-Identifier: MIT
# Real clients against the mock engine: the docker command, podman --remote,
# docker-py.  Those that are not there are left out.

. "$srcdir/tests/scripts/lib.sh"
: "${DAVIT_MOCK:?}"

pid=
end()
{
	[ -z "$pid" ] || kill -KILL "$pid" 2> /dev/null
	rm -rf "$tmp"
}
trap end EXIT

begin()
{
	rm -f "$tmp/out"
	"$DAVIT_MOCK" "$@" --listen="unix://$tmp/s" > "$tmp/out" \
		2> "$tmp/err" &
	pid=$!
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ ! -s "$tmp/out" ] || break
		sleep 0.2
	done
	DOCKER_HOST=unix://$tmp/s
	CONTAINER_HOST=$DOCKER_HOST
	export DOCKER_HOST CONTAINER_HOST
}

finish_mock()
{
	kill -TERM "$pid"
	wait "$pid" || fail "$what: the mock ends with status $?"
	pid=
	! grep -E 'runtime error|ERROR: ' "$tmp/err" || fail "$what: crashed"
}

# run STATUS ARGUMENT... -- what the client prints goes to $tmp/said
run()
{
	wanted=$1
	shift
	# shellcheck disable=SC2086
	timeout 30 $client "$@" > "$tmp/said" 2> "$tmp/problem"
	got=$?
	[ "$got" -eq "$wanted" ] || fail "$what: $*: status $got instead of \
$wanted: $(cat "$tmp/said" "$tmp/problem")"
}

# prints TEXT ARGUMENT... -- just that line, or lines
prints()
{
	text=$1
	shift
	run 0 "$@"
	[ "$(cat "$tmp/said")" = "$text" ] ||
		fail "$what: $*: prints '$(cat "$tmp/said")', not '$text'"
}

# tells PATTERN ARGUMENT... -- among other things
tells()
{
	text=$1
	shift
	run 0 "$@"
	grep -q -- "$text" "$tmp/said" ||
		fail "$what: $*: prints '$(cat "$tmp/said")', no '$text'"
}

# What both clients understand.
common()
{
	tells busybox images
	run 0 create --name web busybox sleep 100
	prints web start web
	prints running inspect -f '{{.State.Status}}' web
	tells web ps
	prints x exec web echo x
	run 3 exec web sh -c 'exit 3'
	prints abc exec -i web cat < "$tmp/abc"
	prints abc run -i --rm busybox cat < "$tmp/abc"
	run 7 run --rm busybox sh -c 'echo e >&2; exit 7'
	[ "$(cat "$tmp/problem")" = e ] || fail "$what: run: no stderr"
	run 0 run -d --name job busybox sh -c 'echo a; sleep 0.3; echo b; exit 4'
	prints "a
b" logs -f job
	prints 4 wait job
	tells sleep top web
	tells web stats --no-stream
	run 0 cp "$tmp/abc" web:/tmp/f
	run 0 cp web:/tmp/f "$tmp/back"
	cmp -s "$tmp/abc" "$tmp/back" || fail "$what: cp: other bytes"
	run 0 pause web
	run 0 unpause web
	run 0 rename web web2
	prints web2 stop web2
	prints web2 restart web2
	prints web2 kill web2
	run 0 pull new:1
	run 0 tag new:1 localhost/new:2
	tells 'Untagged: localhost/new:2' rmi localhost/new:2
	tells built build -t built:1 "$tmp/context"
	run 0 save -o "$tmp/image.tar" built:1
	run 0 rmi built:1
	tells built:1 load -i "$tmp/image.tar"
	run 0 export -o "$tmp/files.tar" web2
	run 0 import "$tmp/files.tar" imported:1
	prints v1 volume create v1
	tells v1 volume ls
	prints v1 volume rm v1
	run 0 network create n1
	run 0 network connect n1 web2
	tells n1 network ls
	run 0 network disconnect n1 web2
	prints n1 network rm n1
	# shellcheck disable=SC2086
	tells start events --since 1h --until 0s $once
	tells Images system df
	run 0 rm -f web2 job
	run 0 container prune -f
	run 0 image prune -f
	run "$gone" inspect --type container web2
	prints "" ps -aq
}

mkdir "$tmp/context" "$tmp/config"
echo abc > "$tmp/abc"
printf 'FROM busybox\nRUN echo built\n' > "$tmp/context/Dockerfile"
HOME=$tmp/config
DOCKER_CONFIG=$tmp/config
DOCKER_BUILDKIT=0
export HOME DOCKER_CONFIG DOCKER_BUILDKIT
echo '{}' > "$tmp/config/config.json"
ran=0
once=
gone=1

# One docker command may hide another.
for client in docker /usr/bin/docker; do
	command -v "$client" > /dev/null || continue
	"$client" --version 2> /dev/null | grep -qi '^docker' || continue
	for version in v1.41 v1.44 ''; do
		what="$client $version"
		begin -e docker ${version:+-a "$version"}
		run 0 version
		tells 'Server Version' info
		common
		finish_mock
		ran=$((ran + 1))
	done
done

client='podman --remote'
once=--stream=false
gone=125
if command -v podman > /dev/null; then
	for version in v4.3.1 ''; do
		what="$client $version"
		begin -e podman ${version:+-a "$version"}
		run 0 version
		tells hostname info
		common
		finish_mock
		ran=$((ran + 1))
	done
fi

client='/usr/bin/python3 -'
if /usr/bin/python3 -c 'import docker' 2> /dev/null; then
	what=docker-py
	begin -e docker -a v1.44
	run 0 <<'END'
import docker
c = docker.from_env(version="auto", timeout=20)
assert c.info()["Containers"] == 0 and c.version()["ApiVersion"] == "1.44"
assert c.containers.run("busybox", "echo hi", remove=True) == b"hi\n"
web = c.containers.run("busybox", "sleep 100", detach=True, name="web")
web.reload()
assert web.status == "running"
assert web.exec_run(["sh", "-c", "echo a; exit 2"]) == (2, b"a\n")
assert [x.name for x in c.containers.list()] == ["web"]
web.stop()
assert web.wait()["StatusCode"] == 143
web.remove()
try:
    c.containers.get("web")
    assert False
except docker.errors.NotFound:
    pass
assert c.images.pull("new:1").tags == ["new:1"]
c.volumes.create("v1").remove()
c.networks.create("n1").remove()
END
	finish_mock
	ran=$((ran + 1))
fi

[ "$ran" -gt 0 ] || {
	echo "skipped: none of the clients is there"
	exit 77
}
finish
