# SPDX-License-Identifier: MIT
# What is alike on every engine: finding it, settling the version.

common_suite()
{
	works "ping" SystemPing
	says OK
	works "info" SystemInfo
	works "version" SystemVersion
	version=$(value /ApiVersion)

	title="the version was negotiated"
	davit -v SystemInfo
	if grep -q negotiated "$err"; then
		ok
	else
		wrong "nothing is traced of it"
	fi

	works "a request that no table lists" request GET /version
	is /ApiVersion "$version"
	refused 404 "not found" "a request for nothing" \
		request GET /no/such/thing

	title="the line for curl works when pasted"
	davit --dry-run=curl SystemVersion
	line=$(cat "$out")
	status=0
	sh -c "$line" > "$out" 2> "$err" || status=$?
	if [ $status -eq 0 ]; then
		ok
	else
		wrong "curl: exit status $status: $line"
	fi
	is /ApiVersion "$version"

	endpoint=unix://$ENGINE_DIR/nobody.sock
	fails 3 "nobody.sock" "nobody there" SystemInfo
	endpoint=unix://$ENGINE_SOCK

	fails 2 "containerlist" "a misspelt operation" ContainerLst
	fails 2 "limit" "a misspelt parameter" ContainerList limt=1
}
