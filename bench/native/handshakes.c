/*
 * Opens TLS 1.3 connections one after another in a number of slots; each does a handshake, one request, and closes.
 * With `resume` every slot offers the newest session ticket it was given; `full` never does.
 * With `hold` it opens SLOTS connections, finishes the handshakes, and keeps them idle.
 *
 * usage: handshakes COUNTERS-FILE full|resume|hold ADDRESS PORT SNI SLOTS
 * Prints "tls VERSION CIPHER GROUP CERTIFICATE-KEY" for the first handshake and, with hold, "held N". Runs until killed.
 */
#define _GNU_SOURCE
#include "client.h"

#include <signal.h>
#include <sys/epoll.h>

enum { EVENTS = 256, ANSWER_MAX = 4096 };
enum mode { FULL, RESUME, HOLD };
enum phase { CONNECT, HANDSHAKE, READ_ANSWER, IDLE };

struct slot {
    int fd;
    enum phase phase;
    uint32_t watched;
    SSL *ssl;
    SSL_SESSION *session;
    size_t have;
    char answer[ANSWER_MAX];
};

static struct counters *count;
static enum mode mode;
static int ep;
static SSL_CTX *context;
static struct sockaddr_in server;
static const char *sni;
static char request[256];
static uint64_t opened;
static int held, all_told;

static void watch(struct slot *s, uint32_t events) {
    if (s->watched == events) return;
    struct epoll_event e = {.events = events, .data.ptr = s};
    epoll_ctl(ep, s->watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, s->fd, &e);
    s->watched = events;
}

static int keep_session(SSL *ssl, SSL_SESSION *session) {
    struct slot *s = SSL_get_app_data(ssl);
    if (s->session != NULL) SSL_SESSION_free(s->session);
    s->session = session;
    return 1; /* we own it now */
}

static void start(struct slot *s) {
    s->fd = connect_to(&server, opened++);
    s->ssl = SSL_new(context);
    SSL_set_app_data(s->ssl, s);
    SSL_set_fd(s->ssl, s->fd);
    SSL_set_tlsext_host_name(s->ssl, sni);
    if (mode == RESUME && s->session != NULL) SSL_set_session(s->ssl, s->session);
    SSL_set_connect_state(s->ssl);
    s->phase = CONNECT;
    s->have = 0;
    s->watched = 0;
    count->accepted++;
    watch(s, EPOLLOUT);
}

static void end(struct slot *s) {
    SSL_shutdown(s->ssl); /* also keeps OpenSSL from calling the session unusable */
    SSL_free(s->ssl);
    close(s->fd);
    start(s);
}

static void failed(struct slot *s, const char *what) {
    if (count->errors++ < 5) {
        fprintf(stderr, "%s: %s\n", what, ERR_reason_error_string(ERR_peek_error()) ?: strerror(errno));
    }
    ERR_clear_error();
    SSL_set_quiet_shutdown(s->ssl, 1);
    end(s);
}

/* 1: answer whole and 200; 0: more to come; -1: anything else. */
static int judge(struct slot *s) {
    s->answer[s->have] = 0;
    ssize_t whole = answer_length(s->answer);
    if (whole < 0 || (size_t)whole >= sizeof s->answer) return -1;
    if (whole == 0) return s->have + 1 < sizeof s->answer ? 0 : -1;
    return s->have >= (size_t)whole;
}

static void progress(struct slot *s) {
    if (s->phase == CONNECT) {
        int error = connect_error(s->fd);
        if (error != 0) {
            errno = error;
            failed(s, "connect");
            return;
        }
        s->phase = HANDSHAKE;
    }
    if (s->phase == HANDSHAKE) {
        int result = SSL_do_handshake(s->ssl);
        if (result != 1) {
            int why = SSL_get_error(s->ssl, result);
            if (why == SSL_ERROR_WANT_READ) watch(s, EPOLLIN);
            else if (why == SSL_ERROR_WANT_WRITE) watch(s, EPOLLOUT);
            else failed(s, "handshake");
            return;
        }
        tell_settings(s->ssl);
        if (SSL_session_reused(s->ssl)) count->resumed++;
        watch(s, EPOLLIN);
        if (mode == HOLD) {
            s->phase = IDLE;
            count->completed++;
            held++;
            return;
        }
        if (SSL_write(s->ssl, request, (int)strlen(request)) <= 0) {
            failed(s, "write");
            return;
        }
        s->phase = READ_ANSWER;
    }
    for (;;) {
        char waste[64];
        char *into = s->phase == IDLE ? waste : s->answer + s->have;
        size_t room = s->phase == IDLE ? sizeof waste : sizeof s->answer - s->have - 1;
        int n = SSL_read(s->ssl, into, (int)room);
        if (n <= 0) {
            if (SSL_get_error(s->ssl, n) != SSL_ERROR_WANT_READ) failed(s, "read");
            return;
        }
        if (s->phase == IDLE) continue;
        s->have += (size_t)n;
        int verdict = judge(s);
        if (verdict < 0) {
            errno = EBADMSG;
            failed(s, "answer");
            return;
        }
        if (verdict > 0) {
            count->completed++;
            end(s);
            return;
        }
    }
}

static enum mode mode_named(const char *name) {
    if (!strcmp(name, "full")) return FULL;
    if (!strcmp(name, "resume")) return RESUME;
    if (!strcmp(name, "hold")) return HOLD;
    fprintf(stderr, "unknown mode %s: full, resume or hold\n", name);
    exit(2);
}

int main(int argc, char **argv) {
    if (argc != 7) {
        fprintf(stderr, "usage: handshakes COUNTERS-FILE full|resume|hold ADDRESS PORT SNI SLOTS\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    count = map_counters(argv[1]);
    mode = mode_named(argv[2]);
    server = address_of(argv[3], argv[4]);
    sni = argv[5];
    int slots = atoi(argv[6]);
    snprintf(request, sizeof request, "GET /128 HTTP/1.1\r\nHost: %s\r\n\r\n", sni);

    context = client_context();
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    if (mode == RESUME) {
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(context, keep_session);
    }

    ep = epoll_create1(EPOLL_CLOEXEC);
    struct slot *all = calloc((size_t)slots, sizeof *all);
    if (all == NULL) abort();
    int started = 0;
    struct epoll_event events[EVENTS];
    for (;;) {
        /* At most 64 open handshakes at a time while filling up, so that no accept queue overflows. */
        while (started < slots && (mode != HOLD || started - held < 64)) start(&all[started++]);
        int n = epoll_wait(ep, events, EVENTS, -1);
        for (int i = 0; i < n; i++) progress(events[i].data.ptr);
        if (mode == HOLD && held == slots && !all_told) {
            all_told = 1;
            printf("held %d\n", held);
            fflush(stdout);
        }
    }
}
