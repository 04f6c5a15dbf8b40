# The action's image. Why it is as it is: docs/decisions/0001-container-and-locks.md
ARG BASE=docker.io/library/python:3.13-slim

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_NO_COMPILE=1 PIP_QUIET=1 PIP_ROOT_USER_ACTION=ignore PYTHONDONTWRITEBYTECODE=1
WORKDIR /build
COPY requirements/build.txt requirements/runtime.txt requirements/
RUN python -m pip install --require-hashes --only-binary=:all: --requirement requirements/build.txt \
 && python -m pip install --require-hashes --only-binary=:all: --no-deps --ignore-installed --prefix /build/usr --requirement requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY src src
RUN python -m pip install --no-index --no-deps --no-build-isolation --ignore-installed --prefix /build/usr .
# Only what runs: no emulator, and of the 400 services that botocore describes ours and those its credentials come from.
WORKDIR /build/usr/lib
RUN find . -path '*/botocore/data/*' -prune -type d \
      ! -name pinpoint ! -name sts ! -name sso ! -name sso-oidc ! -name signin -exec rm -rf {} + \
 && find . -path '*/site-packages/pinpoint_emulator' -prune -exec rm -rf {} + \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash -s /build/usr -p /usr/local . \
 && chmod -R a-w .

FROM ${BASE}
ARG VERSION="" REVISION="" SOURCE=""
LABEL org.opencontainers.image.title="Segments as Code" \
      org.opencontainers.image.description="Amazon Pinpoint audience segments as YAML in git: one plan comment, exactly that plan on merge" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}"
# Python's image comes without compiled modules: compile the standard library too, so that no run compiles anything.
RUN python -m compileall -q -j 0 --invalidation-mode unchecked-hash -x '/(site-packages|test|idlelib|tkinter|turtledemo|ensurepip|lib2to3)/' \
      "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')"
COPY --from=build /build/usr/lib /usr/local/lib
COPY --chmod=444 entrypoint.py /opt/segments-as-code/entrypoint.py
# No USER: GitHub requires the default user, or the workspace cannot be written (docs.github.com, "Dockerfile support for GitHub Actions").
# No HEALTHCHECK: it runs once and ends. No shell, and -I: never import from the workspace, from PYTHONPATH or from the home folder.
HEALTHCHECK NONE
ENTRYPOINT ["/usr/local/bin/python", "-I", "/opt/segments-as-code/entrypoint.py"]
