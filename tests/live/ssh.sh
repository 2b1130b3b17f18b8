# SPDX-License-Identifier: MIT
# The engine by way of ssh, through a server on loopback: calls, streams, a
# session whose input ends, and what ssh says when it fails.

# logins -- so many connections the server has let in
logins()
{
	grep -c 'Accepted publickey' "$work/sshd/log" || :
}

# one_login TITLE ARGUMENT... -- works, over one connection
one_login()
{
	before=$(logins)
	works "$@"
	now=$(logins)
	if [ $((now - before)) -eq 1 ]; then
		ok
	else
		wrong "$((now - before)) logins, not 1"
	fi
}

# no_child TITLE -- nobody has been left behind
no_child()
{
	title=$1
	if ! pgrep -f "^[^ ]*ssh -F $work/sshd/" > "$out" 2> "$err"; then
		ok
	else
		wrong "ssh still runs"
	fi
}

# half_close CONTAINER -- input of many lines, its end, and the answer to that
half_close()
{
	seq 20000 > "$work/lines"
	input=$work/lines
	works "$t: exec -i" exec -i "$1" wc -l
	title="$t: exec -i: all the input, and its end"
	if [ "$(tr -d ' ' < "$out")" = 20000 ]; then
		ok
	else
		wrong "not 20000 lines"
	fi
}

ssh_calls()
{
	t="ssh, ${half:-docker}"
	one_login "$t: info" SystemInfo$half
	works "$t: create" ContainerCreate name=ls-ssh --body \
		"{\"Image\": \"$base\", \"Cmd\": [\"sh\", \"-c\",
		  \"seq 3000; exec sleep 60\"], \"StopTimeout\": 0,
		  \"HostConfig\": {\"NetworkMode\": \"none\"}}"
	works "$t: start" ContainerStart$half id=ls-ssh
	half_close ls-ssh
	works "$t: kill" ContainerKill$half id=ls-ssh
	works "$t: logs" ContainerLogs$half id=ls-ssh stdout=true \
		follow=true
	seq 3000 > "$work/wanted"
	if cmp -s "$work/wanted" "$out"; then
		ok
	else
		wrong "$(wc -l < "$out") lines of 3000, or others"
	fi
	works "$t: remove" ContainerDelete$half id=ls-ssh force=true
	works "$t: run" run --rm $base echo by ssh
	says '^by ssh$'
	refused 404 ls-ssh "$t: what is gone" ContainerInspect$half id=ls-ssh
}

ssh_failures()
{
	t="ssh"
	SSHD_AS=unknown
	export SSHD_AS
	fails 3 'ssh says: .*host key verification failed' \
		"$t: an unknown host" SystemInfo
	SSHD_AS=wrong
	fails 3 'ssh says: .*permission denied (publickey' \
		"$t: a wrong key" SystemInfo
	unset SSHD_AS
	endpoint=ssh://127.0.0.1:2223$ENGINE_SOCK
	fails 3 'ssh says: .*connection refused' "$t: no server" SystemInfo
	endpoint=ssh://127.0.0.1:2222$ENGINE_DIR/nobody.sock
	fails 3 'ssh says: ' "$t: no engine" SystemInfo
}

# connects TITLE MACHINE -- by a connection of podman's to a host whose key is
# not known: $status
connects()
{
	title=$1
	cat > "$work/machine.json" <<-END
	{"Connection": {"Connections": {"vm": {
		"URI": "$endpoint", "IsMachine": $2}}}}
	END
	status=0
	SSHD_AS=unknown PODMAN_CONNECTIONS_CONF=$work/machine.json \
		"$DAVIT" -e podman --connection vm --timeout 120 \
		SystemInfoLibpod > "$out" 2> "$err" || status=$?
}

# Podman's own machines have a new key each, so nobody compares it.
ssh_machine()
{
	connects "ssh: a machine of podman's" true
	if [ "$status" -eq 0 ]; then
		ok
	else
		wrong "exit status $status"
	fi
	connects "ssh: no machine of podman's" false
	if [ "$status" -eq 3 ]; then
		ok
	else
		wrong "exit status $status, not 3"
	fi
}

ssh_suite()
{
	title="a server for ssh on loopback"
	server=$here/../engines/sshd.sh
	status=0
	sh "$server" start "$work/sshd" "$endpoint" > "$out" 2> "$err" ||
		status=$?
	case $status in
	0)	ok ;;
	77)	echo "SKIP $ENGINE_NAME: ssh: $(cat "$err")"
		return 0 ;;
	*)	wrong "exit status $status"
		return 0 ;;
	esac
	path=$PATH
	PATH=$work/sshd/bin:$PATH
	half=
	endpoint=ssh://$(id -un)@127.0.0.1:2222$ENGINE_SOCK
	ssh_calls
	if [ "$ENGINE_KIND" = podman ]; then
		half=Libpod
		ssh_calls
		ssh_machine
	fi
	endpoint=ssh://127.0.0.1:2222
	works "ssh: the far side knows the socket" SystemInfo
	ssh_failures
	no_child "ssh: no ssh is left"
	PATH=$path
	endpoint=unix://$ENGINE_SOCK
	title="ssh: the server is stopped, and nothing is said twice"
	sh "$server" stop "$work/sshd" > "$out" 2> "$err"
	sleep 1
	sh "$server" stop "$work/sshd" >> "$out" 2>> "$err"
	if [ ! -s "$out" ] && [ ! -s "$err" ]; then
		ok
	else
		wrong "something is"
	fi
}
