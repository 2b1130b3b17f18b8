# SPDX-License-Identifier: MIT
# The documents of each engine, and how they become tables.  A new version is
# one name more in a list; a new engine is a list, a rule and a name in TABLES.
EXTRA_DIST += specs/README \
	$(docker_specs) specs/docker.overlay.yaml \
	$(podman_specs) specs/podman.overlay.yaml

TABLES = tables-docker.c tables-podman.c

docker_specs = \
	specs/docker/v1.25.yaml \
	specs/docker/v1.26.yaml \
	specs/docker/v1.27.yaml \
	specs/docker/v1.28.yaml \
	specs/docker/v1.29.yaml \
	specs/docker/v1.30.yaml \
	specs/docker/v1.31.yaml \
	specs/docker/v1.32.yaml \
	specs/docker/v1.33.yaml \
	specs/docker/v1.34.yaml \
	specs/docker/v1.35.yaml \
	specs/docker/v1.36.yaml \
	specs/docker/v1.37.yaml \
	specs/docker/v1.38.yaml \
	specs/docker/v1.39.yaml \
	specs/docker/v1.40.yaml \
	specs/docker/v1.41.yaml \
	specs/docker/v1.42.yaml \
	specs/docker/v1.43.yaml \
	specs/docker/v1.44.yaml \
	specs/docker/v1.45.yaml \
	specs/docker/v1.46.yaml \
	specs/docker/v1.47.yaml \
	specs/docker/v1.48.yaml \
	specs/docker/v1.49.yaml \
	specs/docker/v1.50.yaml \
	specs/docker/v1.51.yaml \
	specs/docker/v1.52.yaml \
	specs/docker/v1.53.yaml \
	specs/docker/v1.54.yaml \
	specs/docker/v1.55.yaml

podman_specs = \
	specs/podman/v3.1.0.yaml \
	specs/podman/v3.1.2.yaml \
	specs/podman/v3.2.0.yaml \
	specs/podman/v3.2.1.yaml \
	specs/podman/v3.2.2.yaml \
	specs/podman/v3.2.3.yaml \
	specs/podman/v3.3.1.yaml \
	specs/podman/v3.4.1.yaml \
	specs/podman/v3.4.2.yaml \
	specs/podman/v3.4.4.yaml \
	specs/podman/v4.0.2.yaml \
	specs/podman/v4.0.3.yaml \
	specs/podman/v4.1.0.yaml \
	specs/podman/v4.1.1.yaml \
	specs/podman/v4.2.1.yaml \
	specs/podman/v4.3.1.yaml \
	specs/podman/v4.4.4.yaml \
	specs/podman/v4.5.1.yaml \
	specs/podman/v4.6.2.yaml \
	specs/podman/v4.7.2.yaml \
	specs/podman/v4.8.3.yaml \
	specs/podman/v4.9.5.yaml \
	specs/podman/v5.0.1.yaml \
	specs/podman/v5.0.3.yaml \
	specs/podman/v5.1.2.yaml \
	specs/podman/v5.2.5.yaml \
	specs/podman/v5.3.2.yaml \
	specs/podman/v5.4.2.yaml \
	specs/podman/v5.5.2.yaml \
	specs/podman/v5.6.2.yaml \
	specs/podman/v5.7.1.yaml \
	specs/podman/v5.8.3.yaml \
	specs/podman/v6.0.0-rc1.yaml

tables-docker.c: $(docker_specs) specs/docker.overlay.yaml $(specgen_needed)
	$(AM_V_GEN)$(specgen) tables -e docker -C $(srcdir) -o $@ \
		--overlay specs/docker.overlay.yaml $(docker_specs)

tables-podman.c: $(podman_specs) specs/podman.overlay.yaml $(specgen_needed)
	$(AM_V_GEN)$(specgen) tables -e podman -C $(srcdir) -o $@ \
		--overlay specs/podman.overlay.yaml $(podman_specs)

tables.c: Makefile $(specgen_needed)
	$(AM_V_GEN)$(specgen) list -o $@ $(ENGINES)
