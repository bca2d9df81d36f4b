"""Caddy and Traefik."""

from .peer import Setting
from .tools import HOST, needed
from .wheels import wheel_program


def caddy(s: Setting) -> list:
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


def traefik(s: Setting) -> list:
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
    return [wheel_program("traefik"), f"--configFile={config}"]
