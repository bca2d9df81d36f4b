/*
 * Asks for one path on a number of HTTP/1.1 connections over TLS 1.3, on each the next request as soon as the answer before it is whole.
 * As cheap as we could make it (one send and one receive per small answer), because it shares its processor with the backend:
 * a proxy that waits for its load pays more for each request.
 *
 * usage: requests COUNTERS-FILE ADDRESS PORT SNI PATH CONNECTIONS
 * Prints "tls VERSION CIPHER GROUP CERTIFICATE-KEY" for the first handshake. Runs until killed; anything but 200 is an error and ends it.
 */
#define _GNU_SOURCE
#include "client.h"

#include <signal.h>
#include <sys/epoll.h>

enum { EVENTS = 256, HEAD_MAX = 4096, SCRATCH = 1 << 18, READ_BUFFER = 1 << 16 };
enum phase { CONNECT, HANDSHAKE, READ_HEAD, READ_BODY };

struct connection {
    int fd;
    enum phase phase;
    uint32_t watched;
    SSL *ssl;
    size_t have;      /* bytes of the head in `head` */
    size_t left;      /* bytes of the body still to come */
    char head[HEAD_MAX];
};

static struct counters *count;
static int ep;
static char request[512];
static int request_length;
static char scratch[SCRATCH];

static void watch(struct connection *c, uint32_t events) {
    if (c->watched == events) return;
    struct epoll_event e = {.events = events, .data.ptr = c};
    epoll_ctl(ep, c->watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, c->fd, &e);
    c->watched = events;
}

static void give_up(const char *what) {
    count->errors++;
    fprintf(stderr, "%s: %s\n", what, ERR_reason_error_string(ERR_peek_error()) ?: strerror(errno));
    exit(1);
}

static void ask(struct connection *c) {
    c->phase = READ_HEAD;
    c->have = 0;
    if (SSL_write(c->ssl, request, request_length) != request_length) give_up("write");
}

/* 1: connected and asked; 0: not yet. */
static int greet(struct connection *c) {
    if (c->phase == CONNECT) {
        errno = connect_error(c->fd);
        if (errno != 0) give_up("connect");
        c->phase = HANDSHAKE;
    }
    int result = SSL_do_handshake(c->ssl);
    if (result != 1) {
        int why = SSL_get_error(c->ssl, result);
        if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE) give_up("handshake");
        watch(c, why == SSL_ERROR_WANT_READ ? EPOLLIN : EPOLLOUT);
        return 0;
    }
    tell_settings(c->ssl);
    watch(c, EPOLLIN);
    ask(c);
    return 1;
}

/* Takes bytes of an answer; nothing may follow it, since nothing more was asked for. */
static void take_head(struct connection *c, size_t n) {
    c->have += n;
    c->head[c->have] = 0;
    ssize_t whole = answer_length(c->head);
    if (whole < 0 || (whole > 0 && c->have > (size_t)whole) || (whole == 0 && c->have + 1 >= sizeof c->head)) {
        errno = EBADMSG;
        give_up("answer");
    }
    if (whole == 0) return;
    c->left = (size_t)whole - c->have;
    c->phase = READ_BODY;
}

static void progress(struct connection *c) {
    if (c->phase < READ_HEAD && !greet(c)) return;
    for (;;) {
        int in_head = c->phase == READ_HEAD;
        size_t room = in_head ? sizeof c->head - c->have - 1 : c->left < sizeof scratch ? c->left : sizeof scratch;
        int n = SSL_read(c->ssl, in_head ? c->head + c->have : scratch, (int)room);
        if (n <= 0) {
            if (SSL_get_error(c->ssl, n) == SSL_ERROR_WANT_READ) return;
            give_up("read");
        }
        if (in_head) take_head(c, (size_t)n);
        else c->left -= (size_t)n;
        if (c->phase == READ_BODY && c->left == 0) {
            count->completed++;
            ask(c);
            if (!SSL_has_pending(c->ssl)) return; /* the answer takes its time: no read that finds nothing */
        }
    }
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: requests COUNTERS-FILE ADDRESS PORT SNI PATH CONNECTIONS\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    count = map_counters(argv[1]);
    struct sockaddr_in server = address_of(argv[2], argv[3]);
    request_length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: bench\r\n\r\n", argv[5], argv[4]);

    SSL_CTX *context = client_context();
    SSL_CTX_set_read_ahead(context, 1); /* a record's header and content in one receive */
    SSL_CTX_set_default_read_buffer_len(context, READ_BUFFER);
    ep = epoll_create1(EPOLL_CLOEXEC);
    int connections = atoi(argv[6]);
    for (int i = 0; i < connections; i++) {
        struct connection *c = calloc(1, sizeof *c);
        if (c == NULL) abort();
        c->fd = connect_to(&server, count->accepted++);
        c->ssl = SSL_new(context);
        SSL_set_fd(c->ssl, c->fd);
        SSL_set_tlsext_host_name(c->ssl, argv[4]);
        SSL_set_connect_state(c->ssl);
        watch(c, EPOLLOUT);
    }
    struct epoll_event events[EVENTS];
    for (;;) {
        int n = epoll_wait(ep, events, EVENTS, -1);
        for (int i = 0; i < n; i++) progress(events[i].data.ptr);
    }
}
