# SPDX-License-Identifier: MIT
# Podman's own half.

libpod_images()
{
	works "libpod: import an image" ImageImportLibpod \
		reference=localhost/pod/img:one \
		changes='CMD ["sh", "-c", "exit 3"]' changes='ENV A=b=c' \
		--body "@$ENGINE_BASE_TAR"
	img=localhost/pod/img:one
	works "libpod: inspect it" ImageInspectLibpod name=$img
	is /Config/Cmd/2 "exit 3"
	id=$(value /Id)
	title="libpod: both changes were made"
	says "A=b=c"
	replies 204 "libpod: it exists" ImageExistsLibpod name=$img
	works "libpod: list it" ImageListLibpod \
		filters:='{"reference": ["localhost/pod/img"]}'
	counts 1
	works "libpod: tag it" ImageTagLibpod name=$img \
		repo=localhost/pod/other tag=two
	works "libpod: inspect it by its tag" ImageInspectLibpod \
		name=localhost/pod/other:two
	is /Id "$id"
	works "libpod: save it to a file" ImageGetLibpod name=$img \
		format=docker-archive -o "$work/pod.tar"
	title="libpod: what was saved is an archive of an image"
	tar -tf "$work/pod.tar" > "$out" 2> "$err" || :
	says manifest.json
	works "libpod: remove both names" ImageDeleteAllLibpod images=$img \
		images=localhost/pod/other:two
	refused 404 "pod/img" "libpod: it is gone" ImageInspectLibpod name=$img
	works "libpod: load it back" ImageLoadLibpod \
		--body "@$work/pod.tar"
	works "libpod: inspect what was loaded" ImageInspectLibpod name=$img
	is /Id "$id"
}

libpod_containers()
{
	name=pod-one
	works "libpod: create a container" ContainerCreateLibpod --body \
		"{\"name\": \"$name\", \"image\": \"$base\",
		  \"command\": [\"sleep\", \"1000\"],
		  \"netns\": {\"nsmode\": \"none\"},
		  \"labels\": {\"live\": \"yes\"}, \"stop_timeout\": 0}"
	id=$(value /Id)
	replies 204 "libpod: start it" ContainerStartLibpod name=$name
	replies 304 "libpod: start it again" ContainerStartLibpod name=$name
	works "libpod: inspect it" ContainerInspectLibpod id=$name
	is /Id "$id"
	is /State/Running true
	works "libpod: list it by its label" ContainerListLibpod \
		filters=label=live=yes
	counts 1
	is /0/Id "$id"
	works "libpod: rename it" ContainerRenameLibpod \
		path:name=$name query:name=pod-new
	fails 2 "ambiguous" "libpod: a name that stands twice" \
		ContainerRenameLibpod name=$name
	name=pod-new
	works "libpod: inspect it by its new name" ContainerInspectLibpod \
		name=$name
	is /Name $name
	replies 204 "libpod: stop it" ContainerStopLibpod name=$name timeout=0
	replies 304 "libpod: stop it again" ContainerStopLibpod name=$name
	works "libpod: wait for it, though it has ended" \
		ContainerWaitLibpod name=$name
	is "" 137
	works "libpod: remove it" ContainerDeleteLibpod name=$name v=true
	refused 404 "$name" "libpod: it is gone" \
		ContainerInspectLibpod name=$name
}

libpod_volumes()
{
	works "libpod: create a volume" VolumeCreateLibpod --body \
		'{"Name": "pod-vol", "Labels": {"live": "yes"}}'
	works "libpod: inspect it" VolumeInspectLibpod name=pod-vol
	is /Labels/live yes
	works "libpod: list it" VolumeListLibpod filters=label=live=yes
	is /0/Name pod-vol
	works "libpod: create its user" ContainerCreateLibpod --body \
		"{\"name\": \"pod-user\", \"image\": \"$base\",
		  \"netns\": {\"nsmode\": \"none\"},
		  \"volumes\": [{\"Name\": \"pod-vol\", \"Dest\": \"/data\"}]}"
	refused 409 "being used" "libpod: it is in use" \
		VolumeDeleteLibpod name=pod-vol
	works "libpod: remove its user" ContainerDeleteLibpod name=pod-user
	replies 204 "libpod: remove the volume" VolumeDeleteLibpod \
		name=pod-vol
	refused 404 "no such volume\|pod-vol" "libpod: it is gone" \
		VolumeInspectLibpod name=pod-vol
}

libpod_networks()
{
	works "libpod: create a network" NetworkCreateLibpod --body \
		'{"name": "pod-net", "labels": {"live": "yes"}}'
	works "libpod: inspect it" NetworkInspectLibpod name=pod-net
	works "libpod: list it" NetworkListLibpod filters=name=pod-net
	counts 1
	works "libpod: remove it" NetworkDeleteLibpod name=pod-net
	refused 404 "pod-net\|not found" "libpod: it is gone" \
		NetworkInspectLibpod name=pod-net
}

libpod_suite()
{
	works "libpod: version" SystemVersionLibpod
	is /ApiVersion "$version"
	works "libpod: info" SystemInfoLibpod
	libpod_images
	libpod_containers
	libpod_volumes
	libpod_networks
	refused 404 "nobody" "libpod: no such container" \
		ContainerStartLibpod name=nobody
	works "libpod: create a container" ContainerCreateLibpod --body \
		"{\"name\": \"pod-logs\", \"image\": \"$base\",
		  \"netns\": {\"nsmode\": \"none\"}}"
	refused 400 "stream\|stdout" "libpod: logs of nothing" \
		ContainerLogsLibpod name=pod-logs
	works "libpod: remove it" ContainerDeleteLibpod name=pod-logs
	refused 404 "." "libpod: a route that isn't there" \
		request GET /v4.0.0/libpod/nothing
}
