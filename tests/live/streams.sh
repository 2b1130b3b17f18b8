# SPDX-License-Identifier: MIT
# Streams and archives: logs, attach, exec, events, stats, wait, images as
# files, archives of a container, builds.  Every test runs on Docker, on
# Podman's compatible half and on its own: there $half is Libpod and stands
# behind the operations' names.

# vessel NAME COMMAND [MEMBERS] -- starts a container with sh -c COMMAND
vessel()
{
	works "$t: create $1" ContainerCreate name="$1" --body \
		"{\"Image\": \"$base\", \"Cmd\": [\"sh\", \"-c\", \"$2\"],
		  \"StopTimeout\": 0, ${3:-}
		  \"HostConfig\": {\"NetworkMode\": \"none\"}}"
	works "$t: start $1" ContainerStart$half id="$1"
}

# sink NAME -- removes it, running or not
sink()
{
	davit ContainerKill id="$1"
	works "$t: remove $1" ContainerDelete id="$1" force=true
}

# holds FILE LINE... -- the file has these lines and no others
holds()
{
	file=$1
	shift
	printf '%s\n' "$@" > "$work/wanted"
	[ $# -gt 0 ] || : > "$work/wanted"
	if cmp -s "$work/wanted" "$file"; then
		ok
	else
		wrong "not '$*', but '$(head -c 200 "$file" | tr '\n' ' ')'"
	fi
}

# same FILE -- the output of the test before is what FILE has
same()
{
	if cmp -s "$1" "$out"; then ok; else wrong "it is not $1"; fi
}

# later ARGUMENT... -- davit in the background, its output in $work/later
later()
{
	: > "$work/later"
	"$DAVIT" -e "$ENGINE_KIND" -H "$endpoint" --timeout 20 "$@" \
		> "$work/later" 2> "$work/later.err" < /dev/null &
	later=$!
}

# ends STATUS TITLE -- what began later; $out and $err are its own
ends()
{
	title=$2 status=0
	wait "$later" || status=$?
	cp "$work/later" "$out"
	cp "$work/later.err" "$err"
	if [ "$status" -eq "$1" ]; then
		ok
	else
		wrong "exit status $status, not $1"
	fi
}

# until_said TEXT -- up to 10 seconds, till the one in the background says it
until_said()
{
	tries=0
	until grep -q -- "$1" "$work/later"; do
		tries=$((tries + 1))
		[ $tries -lt 100 ] || return 0
		sleep 0.1
	done
}

# lists FILE TEXT -- the archive has a member like that
lists()
{
	tar -tf "$1" > "$out" 2> "$err" || :
	says "$2"
}

# outcome CONTAINER CODE -- it ends, with that exit status
outcome()
{
	works "$t: $1 ends" ContainerWait$half id="$1"
	case $half in
	'')	is /StatusCode "$2" ;;
	*)	is "" "$2" ;;
	esac
}

stream_logs()
{
	loop='for i in 1 2 3; do echo o$i; echo e$i >&2; done'
	vessel ls-logs "$loop; sleep 1; echo late"
	works "$t: logs, followed until it ends" ContainerLogs$half \
		id=ls-logs stdout=true stderr=true follow=true
	holds "$out" o1 o2 o3 late
	holds "$err" e1 e2 e3
	works "$t: logs of stderr" ContainerLogs$half id=ls-logs \
		stdout=false stderr=true
	holds "$out"
	holds "$err" e1 e2 e3
	works "$t: the last line" ContainerLogs$half id=ls-logs stdout=true \
		tail=1
	holds "$out" late
	works "$t: logs with times" ContainerLogs$half id=ls-logs \
		stdout=true timestamps=true
	says '^20[0-9-]*T[0-9:.]*[Z+-][0-9:]* o1$'
	now=$(date +%s)
	works "$t: logs of the last hour" ContainerLogs$half id=ls-logs \
		stdout=true since=$((now - 3600))
	holds "$out" o1 o2 o3 late
	works "$t: logs of the future" ContainerLogs$half id=ls-logs \
		stdout=true since=$((now + 3600))
	holds "$out"
	sink ls-logs
}

# Half-close: cat ends only when its input does.
stream_attach()
{
	vessel ls-cat 'cat; exit 5' '"OpenStdin": true, "StdinOnce": true,'
	seq 1 50000 > "$work/lines"
	input=$work/lines
	title="$t: attach to cat, and end its input"
	davit attach ls-cat
	if [ $status -eq 5 ]; then ok; else wrong "exit status $status"; fi
	same "$work/lines"
	outcome ls-cat 5
	sink ls-cat

	vessel ls-told 'sleep 1; echo told; echo bad >&2'
	works "$t: attach without input" ContainerAttach$half id=ls-told \
		logs=true stream=true stdout=true stderr=true
	holds "$out" told
	holds "$err" bad
	sink ls-told
}

# exec_in NAME MEMBERS -- prepares a command; $id is its ID
exec_in()
{
	works "$t: prepare a command" ContainerExec$half id="$1" --body \
		"{$2, \"AttachStdout\": true, \"AttachStderr\": true}"
	id=$(value /Id)
}

stream_exec()
{
	vessel ls-exec 'sleep 300'
	exec_in ls-exec '"Cmd": ["sh", "-c", "echo in; echo bad >&2; exit 4"]'
	works "$t: exec" ExecStart$half id="$id" --body '{}'
	holds "$out" in
	holds "$err" bad
	works "$t: inspect what ran" ExecInspect$half id="$id"
	is /ExitCode 4

	exec_in ls-exec '"Cmd": ["/no/such"]'
	title="$t: exec of a missing command"
	davit ExecStart$half id="$id" --body '{}'
	cat "$out" "$err" > "$work/both"
	cp "$work/both" "$out"
	says /no/such
	works "$t: inspect what did not run" ExecInspect$half id="$id"
	title="$t: its exit status is that of no such command"
	case $(value /ExitCode) in
	126 | 127)	ok ;;
	*)		wrong "exit code $(value /ExitCode)" ;;
	esac

	exec_in ls-exec '"Tty": true, "Cmd": ["sh", "-c",
		"echo up; until stty size | grep 31.97; do sleep 0.1; done"]'
	later ExecStart$half id="$id" --body '{"Tty": true}'
	until_said up
	works "$t: resize the terminal of exec" ExecResize$half id="$id" \
		h=31 w=97
	ends 0 "$t: exec sees its new size"
	says '31 97'
	refused 404 "nobody\|no such" "$t: exec of nothing" \
		ExecResize$half id=nobody h=31 w=97
	sink ls-exec

	vessel ls-size 'until stty size | grep 33.99; do sleep 0.1; done' \
		'"Tty": true,'
	works "$t: resize the terminal" ContainerResize$half id=ls-size \
		h=33 w=99
	outcome ls-size 0
	sink ls-size
}

# Podman's compatible half wants an end of time that is yet to come.
past_events()
{
	now=$(date +%s)
	case $half in
	'')	works "$t: events of the past" SystemEvents \
			since=$((now - 60)) until=$((now + 1)) \
			filters=container=ls-event ;;
	*)	works "$t: events of the past" SystemEventsLibpod \
			since=$((now - 60)) stream=false \
			filters=container=ls-event ;;
	esac
	says start
	says die
}

stream_events()
{
	later --timeout 3 SystemEvents$half filters=type=container
	began=$later
	sleep 0.3
	vessel ls-event 'exit 0'
	outcome ls-event 0
	past_events
	later=$began
	ends 4 "$t: events, until time is up"
	says '"start"'
	says '"die'
	says ls-event

	later SystemEvents$half filters=type=container
	sleep 0.3
	works "$t: start it again" ContainerStart$half id=ls-event
	until_said '"die'
	kill -TERM "$later"
	ends 4 "$t: events, interrupted"
	says '"die'
	if grep -q interrupted "$err"; then ok; else wrong "not said"; fi
	sink ls-event
}

# Podman's samples are five seconds apart, unless all are asked for.
stream_stats()
{
	vessel ls-stats 'sleep 300'
	set -- id=ls-stats stream=false
	[ "$ENGINE_KIND" = podman ] || set -- "$@" one-shot=true
	works "$t: one sample" ContainerStats$half "$@"
	title="$t: the sample has a use of memory"
	says memory_stats
	case $ENGINE_KIND$half in
	docker)	set -- --timeout 3 ContainerStats id=ls-stats ;;
	podman)	set -- --timeout 6 ContainerStats id=ls-stats ;;
	*)	set -- --timeout 3 ContainersStatsAllLibpod \
			containers=ls-stats interval=1 ;;
	esac
	later "$@"
	ends 4 "$t: samples, until time is up"
	title="$t: there is more than one sample"
	if [ "$(grep -c ls-stats "$out")" -ge 2 ]; then
		ok
	else
		wrong "there are $(grep -c ls-stats "$out")"
	fi
	works "$t: its processes" ContainerTop$half id=ls-stats
	says sleep
	sink ls-stats
}

# wait_for CONDITION -- begins to wait for ls-wait
wait_for()
{
	later ContainerWait$half id=ls-wait condition="$1"
	sleep 0.3
}

stream_wait()
{
	vessel ls-wait 'exit 6'
	outcome ls-wait 6
	case $half in
	'')	works "$t: wait for what does not run" ContainerWait \
			id=ls-wait condition=not-running
		is /StatusCode 6
		wait_for next-exit
		works "$t: start it again" ContainerStart id=ls-wait
		ends 0 "$t: wait for the next exit"
		is /StatusCode 6
		wait_for removed
		sink ls-wait
		ends 0 "$t: wait until it is removed"
		;;
	*)	works "$t: wait for its exit" ContainerWaitLibpod \
			id=ls-wait condition=exited
		is "" 6
		works "$t: wait for one of two" ContainerWaitLibpod \
			id=ls-wait condition=running condition=exited
		sink ls-wait
		;;
	esac
	refused 404 "no such" "$t: wait for nobody" ContainerWait$half \
		id=ls-wait
}

# A reader that has seen enough, a download that comes to no end.
stream_stop()
{
	vessel ls-yes 'while :; do echo y; done'
	title="$t: a live stream, and a reader that has seen enough"
	{
		status=0
		"$DAVIT" -e "$ENGINE_KIND" -H "$endpoint" --timeout 20 \
			ContainerLogs$half id=ls-yes stdout=true follow=true \
			2> "$err" || status=$?
		echo $status > "$work/status"
	} | head -n 1 > "$out"
	holds "$out" y
	holds "$err"
	title="$t: it ended by the pipe"
	case $(cat "$work/status") in
	0 | 141)	ok ;;
	*)		wrong "exit status $(cat "$work/status")" ;;
	esac
	mkdir "$work/stop"
	fails 4 "timeout" "$t: a download, until time is up" \
		ContainerLogs$half id=ls-yes stdout=true follow=true \
		-o "$work/stop/file" --timeout 1
	later ContainerLogs$half id=ls-yes stdout=true follow=true \
		-o "$work/stop/file"
	sleep 0.5
	kill -TERM "$later"
	ends 4 "$t: a download, interrupted"
	title="$t: nothing is left of either"
	ls -A "$work/stop" > "$out"
	holds "$out"
	rmdir "$work/stop" || :
	sink ls-yes
}

stream_files()
{
	img=localhost/live/file:one
	vessel ls-files 'echo made > /made; sleep 300'
	input=$work/in.tar
	works "$t: put a file" PutContainerArchive$half id=ls-files \
		path=/tmp --body -
	works "$t: fetch it" ContainerArchive$half id=ls-files \
		path=/tmp/hello -o "$work/got.tar"
	lists "$work/got.tar" hello
	refused 404 "no.*such\|not find" "$t: a path that is not there" \
		ContainerArchive$half id=ls-files path=/no/such
	fails 1 "no.*such\|not find" "$t: it leaves no file" \
		ContainerArchive$half id=ls-files path=/no/such \
		-o "$work/none.tar"
	title="$t: there is no file"
	if [ -e "$work/none.tar" ]; then wrong "there is"; else ok; fi

	case $ENGINE_KIND$half in
	podman)	;;
	*)	works "$t: what changed" ContainerChanges$half id=ls-files
		says '"/made"' ;;
	esac
	works "$t: its files, to stdout" ContainerExport$half id=ls-files
	cp "$out" "$work/export.tar"
	lists "$work/export.tar" made
	set -- container=ls-files repo=localhost/live/commit tag=one
	[ -n "$half" ] || set -- "$@" --body '{}'
	works "$t: make an image of it" ImageCommit$half "$@"
	sink ls-files
	davit ImageDelete name=localhost/live/commit:one
	if [ $status -eq 0 ]; then ok; else wrong "no image was made"; fi

	input=$ENGINE_BASE_TAR
	case $half in
	'')	works "$t: import from stdin" ImageCreate fromSrc=- \
			repo=$img --body - ;;
	*)	works "$t: import from stdin" ImageImportLibpod \
			reference=$img --body - ;;
	esac
	works "$t: save, to stdout" ImageGet$half name=$img \
		${half:+format=docker-archive}
	cp "$out" "$work/image.tar"
	lists "$work/image.tar" manifest.json
	works "$t: remove it" ImageDelete$half name=$img
	input=$work/image.tar
	works "$t: load from stdin" ImageLoad$half --body -
	works "$t: it is back" ImageInspect$half name=$img
	works "$t: remove it" ImageDelete$half name=$img
}

stream_build()
{
	mkdir -p "$work/context"
	echo hello > "$work/context/hello"
	printf 'FROM %s\nRUN echo said > /made; echo say"ing"\n%s\n' "$base" \
		'COPY hello /hello' > "$work/context/Dockerfile"
	printf 'FROM %s\nRUN echo be"fore"; exit 7\n' "$base" \
		> "$work/context/Bad"
	tar -C "$work/context" -cf "$work/context.tar" .
	img=localhost/live/built:one
	works "$t: build" ImageBuild$half t=$img networkmode=none \
		--body "@$work/context.tar"
	says '"saying'
	works "$t: inspect what was built" ImageInspect$half name=$img
	works "$t: remove it" ImageDelete$half name=$img
	fails 1 "7" "$t: build what fails" ImageBuild$half dockerfile=Bad \
		forcerm=true networkmode=none --body "@$work/context.tar"
	says '"before'
	fails 1 "locate\|no such" "$t: build without a Dockerfile" \
		ImageBuild$half dockerfile=None networkmode=none \
		--body "@$work/context.tar"
}

streams_half()
{
	half=${1:-}
	t=${1:-streams}
	stream_logs
	stream_attach
	stream_exec
	stream_events
	stream_stats
	stream_wait
	stream_stop
	stream_files
	stream_build
}

streams_suite()
{
	mkdir -p "$work/tree"
	echo "from outside" > "$work/tree/hello"
	tar -C "$work/tree" -cf "$work/in.tar" hello
	streams_half
	[ "$ENGINE_KIND" = docker ] || streams_half Libpod
}
