"""nginx, HAProxy and h2o."""

import os
from pathlib import Path
from typing import Callable

from .peer import Setting
from .tools import HOST, needed


def nginx(s: Setting) -> list:
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


def haproxy(program: Callable[[], str]):
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


def h2o(s: Setting) -> list:
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
