#!/bin/sh
# SPDX-License-Identifier: MIT
#
# engine.sh -- start and stop one private container engine.
#
#   engine.sh start KIND DIR ROOT [ARGUMENT...]  start and wait till it answers
#   engine.sh run KIND DIR ROOT [ARGUMENT...]    the same in the foreground; it
#                                                dies with the calling process
#   engine.sh wait DIR                           wait till it answers
#   engine.sh stop DIR                           stop it, at most 5 seconds
#   engine.sh in DIR COMMAND...                  run a command of this machine
#                                                in the engine's network
#
# KIND is docker or podman, ROOT is / or a directory made by mkroot.sh, the
# ARGUMENTs go to the daemon.  DIR, which must be an absolute path outside /run
# and /dev, gets all state: docker.sock or podman.sock, pid, log, data.
#
# An engine lives in mount, network and pid namespaces of its own: no iptables
# rule, bridge, mount or port of the machine is touched, and the end of one
# process is the end of the daemon and of all its containers.

set -eu

here=$(cd "$(dirname "$0")" && pwd)

die()
{
	echo "engine.sh: $1" >&2
	exit 1
}

usage()
{
	sed -n '/^#   engine/,/^#$/s/^#   //p' "$0" >&2
	exit 2
}

# The first process inside the namespaces, which is unshare's only child.
inner_pid()
{
	pgrep -P "$(cat "$1/pid")"
}

# A kernel does not stack overlay on overlay.
storage_driver()
{
	case $(stat -f -c %T "$1") in
	overlayfs)	echo vfs ;;
	*)		echo "$2" ;;
	esac
}

configure_docker()
{
	# The machine's own /etc/docker/daemon.json must not be read.
	echo '{}' > "$1/conf/daemon.json"
}

# Every setting but default_ulimits and network_backend only keeps the engine
# apart from the machine's own.
configure_podman()
{
	# Podman 4.3 raises limits to fixed values and fails where the hard
	# limit is lower; both kinds have to be named.
	files=$(ulimit -H -n)
	[ "$files" != unlimited ] || files=1048576
	cat > "$1/conf/containers.conf" <<-END
	[containers]
	default_ulimits = ["nofile=$files:$files", "nproc=4096:4096"]
	default_sysctls = ["net.ipv4.ping_group_range=0 0"]
	log_driver = "k8s-file"
	[engine]
	cgroup_manager = "cgroupfs"
	events_logger = "file"
	image_copy_tmp_dir = "$1/tmp"
	[network]
	network_backend = "netavark"
	network_config_dir = "$1/networks"
	END
	cat > "$1/conf/storage.conf" <<-END
	[storage]
	driver = "$(storage_driver "$1" overlay)"
	graphroot = "$1/data"
	runroot = "/run/containers/storage"
	END
	cat > "$1/conf/registries.conf" <<-END
	[[registry]]
	location = "127.0.0.1:5000"
	insecure = true
	[[registry]]
	location = "127.0.0.1:5001"
	insecure = true
	END
	export CONTAINERS_CONF="$1/conf/containers.conf"
	export CONTAINERS_STORAGE_CONF="$1/conf/storage.conf"
	export CONTAINERS_REGISTRIES_CONF="$1/conf/registries.conf"
	export PODMAN_IGNORE_CGROUPSV1_WARNING=1
}

# check_arguments KIND DIR ROOT
check_arguments()
{
	[ $# -ge 3 ] || usage
	case $1 in
	docker | podman)	;;
	*)			die "$1: the engine is docker or podman" ;;
	esac
	case $2 in
	/run/* | /dev/*)	die "$2: not visible to the engine" ;;
	/*)			;;
	*)			die "$2: not an absolute path" ;;
	esac
	# sizeof sun_path, less the end of the string
	[ $((${#2} + 12)) -le 107 ] || die "$2: too long for a socket"
	[ -d "$3" ] || die "$3: no such directory"
}

# run KIND DIR ROOT [ARGUMENT...] -- become the engine
run()
{
	kind=$1 dir=$2 root=$3
	shift 3
	sock=$dir/$kind.sock
	mkdir -p "$dir/tmp" "$dir/conf"
	rm -f "$sock"
	echo "$kind" > "$dir/kind"
	echo "${root%/}" > "$dir/root"
	case $kind in
	docker)
		configure_docker "$dir"
		set -- dockerd --config-file "$dir/conf/daemon.json" \
			--data-root "$dir/data" -H "unix://$sock" \
			--exec-opt native.cgroupdriver=cgroupfs \
			--storage-driver "$(storage_driver "$dir" overlay2)" \
			--group root --shutdown-timeout 3 "$@"
		;;
	podman)
		configure_podman "$dir"
		set -- podman "$@" system service -t 0 "unix://$sock"
		;;
	esac
	export TMPDIR="$dir/tmp"
	echo $$ > "$dir/pid"
	# setpriv: if our parent dies, so does unshare; then --kill-child takes
	# the first process inside, and the kernel all the others.
	exec ${tether:+setpriv --pdeathsig KILL} \
		unshare --mount --net --pid --fork --kill-child \
		sh "$here/inroot.sh" "$root" "$dir" "$@" \
		> "$dir/log" 2>&1 < /dev/null
}

# A zombie, waiting for its parent to look, counts as gone.
alive()
{
	grep -q '^State:[[:space:]]*[^XZ]' \
		"/proc/$(cat "$1/pid" 2> /dev/null)/status" 2> /dev/null
}

# wait_up DIR -- up to 60 seconds: a slow disk is no error.
wait_up()
{
	tries=0
	# The pid file comes a moment after the process does.
	until [ -s "$1/pid" ] || [ $tries -ge 50 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	kind=$(cat "$1/kind" 2> /dev/null) || die "$1: no engine started here"
	tries=0
	until curl -sf --max-time 5 -o /dev/null \
		--unix-socket "$1/$kind.sock" http://engine/_ping; do
		tries=$((tries + 1))
		if [ $tries -ge 600 ] || ! alive "$1"; then
			echo "engine.sh: $kind did not start:" >&2
			tail -n 10 "$1/log" >&2
			stop "$1"
			exit 1
		fi
		sleep 0.1
	done
}

stop()
{
	pid=$(cat "$1/pid" 2> /dev/null) || return 0
	inner=$(inner_pid "$1") || inner=
	[ -z "$inner" ] || kill -TERM "$inner" 2> /dev/null || :
	tries=0
	while alive "$1"; do
		tries=$((tries + 1))
		[ $tries -lt 50 ] || kill -KILL "$pid" 2> /dev/null || :
		sleep 0.1
	done
	rm -f "$1/pid" "$1"/*.sock
	# inroot.sh made DIR inside a foreign root to mount it there.
	root=$(cat "$1/root")
	[ -z "$root" ] || rmdir "$root$1" 2> /dev/null || :
}

[ $# -ge 2 ] || usage
verb=$1
shift
case $verb in
start)
	check_arguments "$@"
	mkdir -p "$2"
	rm -f "$2/pid"
	setsid sh "$0" run-loose "$@" > /dev/null &
	wait_up "$2"
	;;
run)
	check_arguments "$@"
	tether=yes
	run "$@"
	;;
run-loose)
	tether=
	run "$@"
	;;
wait)
	wait_up "$1"
	;;
stop)
	stop "$1"
	;;
in)
	dir=$1
	shift
	[ $# -ge 1 ] || usage
	exec nsenter --target "$(inner_pid "$dir")" --net "$@"
	;;
*)
	usage
	;;
esac
