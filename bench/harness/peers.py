"""The proxies: how each is configured for equal settings, started and asked for its version.

Equal settings: TLS 1.3, the same ECDSA P-256 certificate, AES-128-GCM and X25519 (the load offers nothing else), ALPN h2 and
http/1.1, one worker, an upstream keep-alive pool, forwarded headers added, no buffering on disk, no limit that the load reaches.
"""

from .peer import Peer, version_of
from .peers_c import h2o, haproxy, nginx
from .peers_envoy import envoy
from .peers_go import caddy, traefik
from .quaygate import quaygate, quaygate_env, quaygate_version
from .tools import needed
from .wheels import wheel_libraries, wheel_program


def all_peers(quaygate_command: str | None = None, transport: str = "epoll") -> dict[str, Peer]:
    one_thread = lambda s: {"GOMAXPROCS": "1", "HOME": str(s.folder), "XDG_CONFIG_HOME": str(s.folder), "XDG_DATA_HOME": str(s.folder)}
    debian_haproxy = lambda: needed("haproxy", "apt install haproxy")
    newest_haproxy = lambda: wheel_program("haproxy")
    peers = [
        Peer("nginx", nginx, lambda: version_of(["nginx", "-v"], r"nginx/(\S+)")),
        Peer("haproxy", haproxy(debian_haproxy), lambda: version_of(["haproxy", "-v"], r"version (\d+\.\d+\.\d+)")),
        Peer("h2o", h2o, lambda: version_of(["h2o", "--version"], r"version (\S+)")),
        Peer("caddy", caddy, lambda: version_of(["caddy", "version"], r"v?(\d\S*)"), env=one_thread),
        Peer(
            "haproxy-new",
            haproxy(newest_haproxy),
            lambda: version_of([str(newest_haproxy()), "-v"], r"version (\d+\.\d+\.\d+)", wheel_libraries("haproxy")),
            env=lambda s: wheel_libraries("haproxy"),
        ),
        Peer("envoy", envoy, lambda: version_of([str(wheel_program("envoy")), "--version"], r"/(\d+\.\d+\.\d+)/")),
        Peer("traefik", traefik, lambda: version_of([str(wheel_program("traefik")), "version"], r"Version:\s+(\S+)"), env=one_thread),
        Peer(
            "quaygate",
            quaygate(quaygate_command, transport),
            quaygate_version(quaygate_command),
            jit=True,
            env=lambda s: quaygate_env(s, quaygate_command),
        ),
    ]
    return {peer.name: peer for peer in peers}


DEBIAN = ["nginx", "haproxy", "h2o", "caddy"]
NEWEST = ["haproxy-new", "envoy", "traefik"]
