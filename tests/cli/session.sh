#!/bin/sh
# SPDX-License-Identifier: MIT
# attach, exec and run: what is asked of the engine, input, exit statuses

. "$srcdir/tests/cli/lib.sh"

host="unix://$tmp/engine.sock"
engine=$tmp/engine
mkdir "$engine"

# answer NAME STATUS TEXT -- to requests whose path ends in NAME
answer()
{
	printf 'HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
		"$2" ${#3} "$3" > "$engine/$1"
}

# takes_over NAME TEXT -- 101, and TEXT, in octal escapes, behind it
takes_over()
{
	{
		printf 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\n'
		printf 'Upgrade: tcp\r\n'
		printf 'Content-Type: application/vnd.docker.raw-stream\r\n\r\n'
		printf '%b' "$2"
	} > "$engine/$1"
}

# asked NAME TEXT -- a request to NAME held TEXT
asked()
{
	grep -qF -e "$2" "$engine/$1.got" 2> /dev/null ||
		fail "it was not asked: $1: $2"
}

not_asked()
{
	[ ! -e "$engine/$1.got" ] || fail "it was asked: $1"
}

call()
{
	wanted=$1
	shift
	rm -f "$engine"/*.got "$engine"/*.input
	run "$wanted" -H "$host" -a 1.41 "$@"
}

tty()
{
	wanted=$1
	printf '%b' "$2" > "$tmp/steps"
	shift 2
	rm -f "$engine"/*.got "$engine"/*.input
	what="davit $* on a terminal"
	"$builddir/tests/cli/pty" -s "$tmp/steps" "$DAVIT" -H "$host" \
		-a 1.41 "$@" > "$tmp/out" 2> "$tmp/err"
	status=$?
	[ "$status" -eq "$wanted" ] ||
		fail "exit status is $status, not $wanted"
}

container='"Config":{"Tty":false,"OpenStdin":true},"State":{"Running":true}'
frames='\0001\0000\0000\0000\0000\0000\0000\0004out\n'
frames=$frames'\0002\0000\0000\0000\0000\0000\0000\0004err\n'

answer exec "201 Created" '{"Id":"e1"}'
answer json "200 OK" "{\"Running\":false,\"ExitCode\":42,$container}"
answer resize "200 OK" ''
takes_over start "$frames"
serve "$engine"

# exec
call 42 exec web sh -c 'exit 42' --rm -x
out_is out
err err
asked exec '/containers/web/exec'
asked exec '"Cmd":["sh","-c","exit 42","--rm","-x"]'
asked exec '"AttachStdin":false'
asked exec '"Tty":false'
asked start '/exec/e1/start'
asked start '"Detach":false'
not_asked resize
A=here call 42 exec -e A -e B=2=3 -e no_such_variable -w /tmp -u me:us \
	--detach-keys ctrl-a web true
asked exec '"WorkingDir":"/tmp"'
asked exec '"User":"me:us"'
asked exec '"DetachKeys":"ctrl-a"'
asked exec '"Env":["A=here","B=2=3"]'
printf '\0001\0000\0000\0000\0000\0000\0000\0005last\n' > "$tmp/last"
printf '%b' "$(cat "$tmp/last")" > "$engine/start.after"
printf '%b' '\0001\0000\0000\0000\0000\0000\0000\0005last\n' \
	> "$engine/start.after"
echo "typed" > "$tmp/in"
call 42 exec -i web cat
[ "$(cat "$engine/start.input")" = typed ] || fail "the input is lost"
out last
head -c 300000 /dev/zero | tr '\0' x > "$tmp/in"
call 42 exec -i web cat
[ "$(wc -c < "$engine/start.input")" -eq 300000 ] || fail "input is missing"
rm "$engine/start.after"
# what is invoked takes no input, and says so where there is some
takes_over start "$frames"
echo input > "$tmp/in"
call 0 invoke ExecStart id=e1 --body '{"Detach": false}'
out out
err "note: standard input is not passed on; 'davit attach' and"
call 0 invoke ExecStart id=e1 --body '{"Detach": false}'
not_err note
echo '{"Detach": false}' > "$tmp/in"
call 0 invoke ExecStart id=e1 --body -
not_err note
takes_over start "$frames"'\0003\0000\0000\0000\0000\0000\0000\0006broken'
call 1 exec web true
err "davit: broken"
takes_over start '\0001\0000\0000\0000\0000\0000\0000\0011cut'
call 3 exec web true
out cut
takes_over start 'a terminal has no frames'
tty 42 "" exec -t web true
out "a terminal has no frames"
asked exec '"Tty":true'
asked resize 'h=24'
asked resize 'w=72'
# long enough to be seen
serve "$engine" 0 1
tty 42 "raw\ncooked\n" exec -it web true
serve "$engine"
answer exec "409 Conflict" '{"message":"web is paused"}'
call 1 exec web true
first_err "web is paused"
not_asked start

# attach
takes_over attach "$frames"
answer wait "200 OK" '{"StatusCode":9}'
call 9 attach web
out_is out
asked attach 'stdin=true'
call 9 attach --no-stdin web
asked attach 'stdin=false'
answer json "200 OK" '{"State":{"Running":false}}'
call 1 attach web
first_err "'web' is not running"
not_asked attach

# run; this engine answers at once, whatever it is to wait for
answer create "201 Created" '{"Id":"c1"}'
answer start "204 No Content" ''
answer kill "204 No Content" ''
answer c1 "204 No Content" ''
call 9 run image sh -c 'exit 9' --rm
out_is out
err err
asked create '"Image":"image"'
asked create '"Cmd":["sh","-c","exit 9","--rm"]'
asked create '"AutoRemove":false'
asked start '/containers/c1/start'
asked attach '/containers/c1/attach'
call 9 run --rm --name one -e A=1 -w / -u root image
asked create '?name=one'
asked create '"AutoRemove":true'
asked create '"Env":["A=1"]'
asked wait 'condition=removed'
call 0 run -d image
out_is c1
not_asked attach
not_asked wait
answer start "500 Server Error" '{"message":"no such command"}'
call 1 run --rm image nothing
first_err "no such command"
asked c1 DELETE
call 1 run image nothing
not_asked c1
answer create "404 Not Found" '{"message":"no such image: x"}'
answer start "204 No Content" ''
mkdir "$engine/images"
call 1 run x:y
err "it is pulled"
stop_server

# the line
call 2 exec
first_err "which container"
call 2 exec web
first_err "which command"
call 2 run
first_err "which image"
call 2 attach
first_err "which container"
call 2 attach a b
first_err "one container only"
call 2 exec -it web sh
first_err "standard input is no terminal"
call 2 exec --detach-keys ctrl-1 web sh
first_err "'ctrl-1' is no list of keys"
call 2 exec --nam x web sh
first_err "unknown option '--nam'"
call 2 run --nam x web sh
err "did you mean '--name'"
call 2 exec --rm web sh
first_err "unknown option '--rm'"
call 2 run --raw image
first_err "--raw means nothing to 'davit run'"
call 2 -t SystemInfo
first_err "unknown option '-t'"
call 3 -e docker exec -v web sh
run 0 help run
out "  -e, --env NAME[=VALUE]"
out "      --engine NAME"
run 0 exec --help
out "usage: davit [OPTION]... exec CONTAINER COMMAND"

finish
