"""Envoy."""

from .peer import Setting
from .tools import HOST
from .wheels import wheel_program


def envoy(s: Setting) -> list:
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
    return [wheel_program("envoy"), "-c", config, "--concurrency", "1", "-l", "warn", "--disable-hot-restart"]
