# The action's image. The reasons are in docs/decisions/0001-container-and-locks.md
ARG BASE=docker.io/library/python:3.13-slim

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_QUIET=1 PIP_ROOT_USER_ACTION=ignore PYTHONDONTWRITEBYTECODE=1
WORKDIR /build

# The dependencies with those for counts, hash-locked, without botocore's data for services that are never called.
FROM build AS dependencies
COPY requirements/audience.txt requirements/
COPY scripts/image/cut_botocore.py scripts/image/
# pip does not compile (--no-compile): its files would contain this stage's paths and times.
RUN python -m pip install --require-hashes --only-binary=:all: --no-deps --ignore-installed --no-compile --prefix /build/usr \
      --requirement requirements/audience.txt \
 && python scripts/image/cut_botocore.py /build/usr/lib/python3.*/site-packages/botocore/data \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash -s /build/usr -p /usr/local /build/usr/lib \
 && chmod -R a-w /build/usr/lib

# Our own code, without the embedded services.
FROM build AS code
COPY requirements/build.txt requirements/
RUN python -m pip install --require-hashes --only-binary=:all: --requirement requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY schemas schemas
COPY src src
RUN python -m pip install --no-index --no-deps --no-build-isolation --ignore-installed --no-compile --prefix /build/usr . \
 && rm -r /build/usr/lib/python3.*/site-packages/aws_emulator /build/usr/lib/python3.*/site-packages/segments_demo \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash -s /build/usr -p /usr/local /build/usr/lib \
 && chmod -R a-w /build/usr/lib

FROM ${BASE}
# Python's image comes without compiled modules: compile the standard library too, so that no run has to. A run installs no packages.
RUN python -m pip uninstall --yes --quiet --root-user-action=ignore pip \
 && stdlib="$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" \
 && rm -rf "$stdlib/ensurepip" \
 && python -m compileall -q -j 0 --invalidation-mode unchecked-hash -x '/(site-packages|test|idlelib|tkinter|turtledemo|lib2to3)/' "$stdlib"
COPY --from=dependencies /build/usr /usr/local
COPY --from=code /build/usr /usr/local
COPY --chmod=444 entrypoint.py /opt/segments-as-code/entrypoint.py
# No USER: GitHub requires the default user, or the action cannot write to the workspace (docs.github.com, "Dockerfile support for GitHub Actions").
# No HEALTHCHECK: it runs once and ends. No shell, and -I: never import from the workspace, from PYTHONPATH or from the home folder.
HEALTHCHECK NONE
ENTRYPOINT ["/usr/local/bin/python", "-I", "/opt/segments-as-code/entrypoint.py"]
# Last, because they differ in every build.
ARG VERSION="" REVISION="" SOURCE="" CREATED=""
LABEL org.opencontainers.image.title="Segments as Code" \
      org.opencontainers.image.description="Amazon Pinpoint audience segments as YAML in git: one plan comment, exactly that plan on merge" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.url="${SOURCE}" \
      org.opencontainers.image.documentation="${SOURCE}#readme"
