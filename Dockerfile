# Two stages: the first builds the image folder with its own Java runtime, the second holds only that.
#   docker build -t quaygate .
#   docker run -p 80:80 -p 443:443 --stop-timeout 45 -v quaygate:/var/lib/quaygate -v ./config:/etc/quaygate:ro quaygate
FROM eclipse-temurin:25-jdk-noble AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 SOURCE_DATE_EPOCH=$(stat -c %Y pom.xml) packaging/image /quaygate

FROM debian:bookworm-slim
# tini is process 1. Orphans of applications become its children, and it collects them; the JVM collects only processes
# that it started itself, and would fill the table with zombies. For HTTPS to certificate authorities the runtime has
# its own roots; nothing else is needed.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 65532 quaygate && useradd --uid 65532 --gid 65532 --no-create-home --shell /usr/sbin/nologin quaygate \
    && install -d -o 65532 -g 65532 -m 0700 /var/lib/quaygate && install -d -o 65532 -g 65532 /run/quaygate /etc/quaygate
# COPY keeps modification times, which the AOT caches check.
COPY --from=build /quaygate /usr/lib/quaygate
RUN ln -s /usr/lib/quaygate/bin/quaygate /usr/bin/quaygate
USER 65532:65532
EXPOSE 80 443
VOLUME /var/lib/quaygate
STOPSIGNAL SIGTERM
# 6: something needs a person, for instance an endpoint is down. Replacing the container would not help.
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s CMD quaygate status --quiet || [ $? = 6 ]
# -s: it collects orphans also where it is not process 1 (docker run --init, a shared process namespace).
ENTRYPOINT ["tini", "-s", "--", "quaygate"]
CMD ["run", "-c", "/etc/quaygate/quaygate.yaml"]
