# Two stages: the first builds the image folder with its own Java runtime, the second holds only that.
#   docker build -t quaygate .
#   docker run -p 80:80 -p 443:443 -v quaygate:/var/lib/quaygate -v ./quaygate.yaml:/etc/quaygate/quaygate.yaml:ro quaygate
FROM eclipse-temurin:25-jdk-noble AS build
RUN apt-get update && apt-get install -y --no-install-recommends maven && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 SOURCE_DATE_EPOCH=$(stat -c %Y pom.xml) packaging/image /quaygate

FROM debian:bookworm-slim
# For HTTPS to certificate authorities the runtime has its own roots; nothing else is needed.
RUN groupadd --gid 65532 quaygate && useradd --uid 65532 --gid 65532 --no-create-home --shell /usr/sbin/nologin quaygate \
    && install -d -o 65532 -g 65532 -m 0700 /var/lib/quaygate && install -d -o 65532 -g 65532 /run/quaygate /etc/quaygate
# COPY keeps modification times, which the AOT caches check.
COPY --from=build /quaygate /usr/lib/quaygate
RUN ln -s /usr/lib/quaygate/bin/quaygate /usr/bin/quaygate
USER 65532:65532
EXPOSE 80 443
VOLUME /var/lib/quaygate
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["quaygate", "status", "--quiet"]
ENTRYPOINT ["quaygate"]
CMD ["run", "-c", "/etc/quaygate/quaygate.yaml"]
