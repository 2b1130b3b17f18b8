# SPDX-License-Identifier: MIT
# The operations Docker and Podman's compatible half share, called alike on
# both: id and name of the one path parameter are interchangeable.

# rename_container OLD NEW
rename_container()
{
	case $ENGINE_KIND in
	docker)	works "rename" ContainerRename id="$1" name="$2" ;;
	podman)	works "rename" ContainerRename \
			path:name="$1" query:name="$2"
		fails 2 "ambiguous" "a name that stands twice" \
			ContainerRename name="$1" ;;
	esac
}

compat_images()
{
	works "import an image" ImageCreate fromSrc=- \
		repo=localhost/live/img:one \
		changes='CMD ["sh", "-c", "exit 3"]' changes='ENV A=b=c' \
		--body "@$ENGINE_BASE_TAR"
	img=localhost/live/img:one
	works "inspect it, by a name with slashes" ImageInspect name=$img
	is /Config/Cmd/2 "exit 3"
	id=$(value /Id)
	title="both changes were made"
	says "A=b=c"
	works "list it by its name" ImageList \
		filters:='{"reference": ["localhost/live/img"]}'
	counts 1
	works "tag it" ImageTag id=$img repo=localhost/live/other tag=two
	works "inspect it by its tag" ImageInspect \
		name=localhost/live/other:two
	is /Id "$id"
	works "look at its history" ImageHistory name=$img
	works "save it to a file" ImageGet name=$img -o "$work/saved.tar"
	title="what was saved is an archive of an image"
	tar -tf "$work/saved.tar" > "$out" 2> "$err" || :
	says manifest.json
	works "remove one name" ImageDelete name=localhost/live/other:two
	works "remove the other" ImageDelete name=$img
	refused 404 "live/img" "it is gone" ImageInspect name=$img
	works "load it back" ImageLoad --body "@$work/saved.tar"
	works "inspect what was loaded" ImageInspect name=$img
	is /Id "$id"
}

compat_containers()
{
	name=live-one
	works "create a container" ContainerCreate name=$name --body \
		"{\"Image\": \"$base\", \"Cmd\": [\"sleep\", \"1000\"],
		  \"Labels\": {\"live\": \"yes\"}, \"StopTimeout\": 0,
		  \"HostConfig\": {\"NetworkMode\": \"none\"}}"
	id=$(value /Id)
	replies 204 "start it" ContainerStart id=$name
	replies 304 "start it again" ContainerStart id=$name
	works "inspect it" ContainerInspect name=$name
	is /Id "$id"
	is /State/Running true
	works "list it by its label" ContainerList filters=label=live=yes
	counts 1
	is /0/Id "$id"
	works "list what has another label" ContainerList all=true \
		filters:='{"label": {"live=no": true}}'
	counts 0
	works "list it by two filters" ContainerList \
		filters=label=live=yes filters=status=running
	counts 1
	rename_container $name live-new
	name=live-new
	works "inspect it by its new name" ContainerInspect id=$name
	is /Name /$name

	mkdir -p "$work/tree"
	echo "from outside" > "$work/tree/hello"
	tar -C "$work/tree" -cf "$work/in.tar" hello
	works "unpack an archive in it" PutContainerArchive name=$name \
		path=/tmp --body "@$work/in.tar"
	works "fetch the file again" ContainerArchive name=$name \
		path=/tmp/hello -o "$work/out.tar"
	title="it is the same file"
	tar -xOf "$work/out.tar" > "$out" 2> "$err" || :
	says "from outside"

	replies 204 "stop it" ContainerStop id=$name t=0
	replies 304 "stop it again" ContainerStop id=$name t=0
	works "wait for it, though it has ended" ContainerWait id=$name
	is /StatusCode 137
	works "export its file system" ContainerExport id=$name \
		-o "$work/export.tar"
	title="what was exported holds its files"
	tar -tf "$work/export.tar" > "$out" 2> "$err" || :
	says bin/busybox
	works "remove it" ContainerDelete id=$name v=true
	refused 404 "$name" "it is gone" ContainerInspect id=$name

	works "create one that fails" ContainerCreate name=live-two --body \
		"{\"Image\": \"$base\", \"Cmd\": [\"sh\", \"-c\", \"exit 3\"],
		  \"HostConfig\": {\"NetworkMode\": \"none\"}}"
	works "start it" ContainerStart id=live-two
	works "wait for it" ContainerWait id=live-two
	is /StatusCode 3
	works "remove it" ContainerDelete id=live-two
}

compat_volumes()
{
	works "create a volume" VolumeCreate --body \
		'{"Name": "live-vol", "Labels": {"live": "yes"}}'
	works "inspect it" VolumeInspect name=live-vol
	is /Labels/live yes
	works "list it" VolumeList filters=label=live=yes
	is /Volumes/0/Name live-vol
	works "create its user" ContainerCreate name=live-user --body \
		"{\"Image\": \"$base\", \"HostConfig\":
		  {\"Binds\": [\"live-vol:/data\"], \"NetworkMode\": \"none\"}}"
	refused 409 "in use\|being used" "it is in use" \
		VolumeDelete name=live-vol
	works "remove its user" ContainerDelete id=live-user
	works "remove the volume" VolumeDelete name=live-vol
	refused 404 "no such volume\|live-vol" "it is gone" \
		VolumeInspect name=live-vol
}

compat_networks()
{
	works "create a network" NetworkCreate --body \
		'{"Name": "live-net", "Labels": {"live": "yes"}}'
	works "inspect it" NetworkInspect id=live-net
	is /Name live-net
	works "list it" NetworkList filters=name=live-net
	counts 1
	works "create a container for it" ContainerCreate name=live-guest \
		--body "{\"Image\": \"$base\", \"Cmd\": [\"sleep\", \"1000\"],
			 \"StopTimeout\": 0}"
	works "start it" ContainerStart id=live-guest
	works "connect it" NetworkConnect id=live-net --body \
		'{"Container": "live-guest"}'
	works "it is connected" ContainerInspect id=live-guest
	title="it has an address there"
	if value /NetworkSettings/Networks/live-net/IPAddress |
		grep -q '[0-9]\.'; then
		ok
	else
		wrong "no address"
	fi
	works "disconnect it" NetworkDisconnect id=live-net --body \
		'{"Container": "live-guest", "Force": true}'
	works "stop it" ContainerStop id=live-guest t=0
	works "remove it" ContainerDelete id=live-guest
	works "remove the network" NetworkDelete id=live-net
	refused 404 "live-net" "it is gone" NetworkInspect id=live-net
}

compat_errors()
{
	refused 404 "nobody" "no such container" ContainerStart id=nobody
	refused 404 "no such\|not known\|not found" "no such image" \
		ContainerCreate \
		--body '{"Image": "localhost/no/such:image"}'
	works "create a container" ContainerCreate name=live-logs --body \
		"{\"Image\": \"$base\", \"HostConfig\":
		  {\"NetworkMode\": \"none\"}}"
	refused 400 "stream\|stdout" "logs of nothing" \
		ContainerLogs id=live-logs
	works "remove it" ContainerDelete id=live-logs
}

compat_suite()
{
	compat_images
	compat_containers
	compat_volumes
	compat_networks
	compat_errors
}
