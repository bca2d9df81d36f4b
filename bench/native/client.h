/* What both load generators share: the agreed TLS settings, connections that take turns on source addresses, and reading an answer. */
#ifndef BENCH_CLIENT_H
#define BENCH_CLIENT_H

#include "counters.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

enum { SOURCES = 16 };

/* TLS 1.3 with nothing but AES-128-GCM and X25519, so that no proxy can choose something cheaper. */
static SSL_CTX *client_context(void) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256");
    SSL_CTX_set1_groups_list(context, "X25519");
    SSL_CTX_set_alpn_protos(context, (const unsigned char *)"\x08http/1.1", 9);
    return context;
}

static struct sockaddr_in address_of(const char *address, const char *port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
    inet_pton(AF_INET, address, &at.sin_addr);
    return at;
}

/* A non-blocking connection on its way. Source addresses take turns: one alone would run out of ports in TIME_WAIT. */
static int connect_to(const struct sockaddr_in *server, uint64_t turn) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        perror("socket");
        exit(1);
    }
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + turn % SOURCES)};
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(fd, (struct sockaddr *)&from, sizeof from) != 0
            || (connect(fd, (const struct sockaddr *)server, sizeof *server) != 0 && errno != EINPROGRESS)) {
        perror("connect");
        exit(1);
    }
    return fd;
}

/* 0, or why the connection came to nothing. */
static int connect_error(int fd) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    return error;
}

/* Prints "tls VERSION CIPHER GROUP CERTIFICATE-KEY" for the first handshake that it is called for. */
static void tell_settings(SSL *ssl) {
    static int told;
    if (told) return;
    told = 1;
    EVP_PKEY *temporary = NULL;
    SSL_get_peer_tmp_key(ssl, &temporary);
    X509 *certificate = SSL_get1_peer_certificate(ssl);
    EVP_PKEY *key = certificate == NULL ? NULL : X509_get0_pubkey(certificate);
    char group[64] = "";
    if (key != NULL) EVP_PKEY_get_utf8_string_param(key, "group", group, sizeof group, NULL);
    printf("tls %s %s %s %s\n", SSL_get_version(ssl), SSL_get_cipher_name(ssl),
            temporary == NULL ? "-" : EVP_PKEY_get0_type_name(temporary), *group ? group : "-");
    fflush(stdout);
    EVP_PKEY_free(temporary);
    X509_free(certificate);
}

/* Bytes of the whole answer that begins in `text` (zero after `have`); 0: its head is not complete; -1: it is not 200 with a length. */
static ssize_t answer_length(const char *text) {
    const char *end = strstr(text, "\r\n\r\n");
    if (end == NULL) return 0;
    if (strncmp(text, "HTTP/1.1 200 ", 13) != 0) return -1;
    const char *length = strcasestr(text, "\r\ncontent-length:");
    if (length == NULL || length > end) return -1;
    return end + 4 - text + (ssize_t)strtoul(length + 17, NULL, 10);
}

#endif
