/*
 * The origin server of the benchmark: HTTP/1.1 keep-alive on one epoll loop, as cheap as we could make it, because it
 * shares its processor with the load generator.
 *
 *   GET  /128 /10k /1m   a body of that many bytes
 *   POST /up             reads the body (Content-Length or chunked), then answers 128 bytes
 *   GET  /echo           the request head as it arrived, to see which headers the proxy adds
 *
 * usage: backend COUNTERS-FILE       prints "port N" once it listens on loopback
 */
#define _GNU_SOURCE
#include "counters.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

enum { HEAD_MAX = 16384, SCRATCH = 1 << 18, BODY_MAX = 1 << 20, EVENTS = 256 };

enum phase { READ_HEAD, READ_BODY, READ_CHUNKS, WRITE };

struct connection {
    int fd;
    enum phase phase;
    size_t have;          /* bytes of the head (and what follows it) in `in` */
    uint64_t body_left;   /* bytes of the request body, or of the chunk and its CRLF, still to come */
    int chunk_state;      /* 0 size line, 1 data, 2 trailer */
    char line[64];        /* chunk size line or trailer line being read */
    size_t line_len;
    const char *target;   /* answer chosen when the head was complete */
    char head[512];
    size_t head_len, head_sent;
    const char *out;
    size_t out_len, out_sent;
    int watching_write;
    char in[HEAD_MAX];
    char echo[HEAD_MAX];
};

static struct counters *count;
static int ep;
static char body[BODY_MAX];
static char scratch[SCRATCH];
static char date[40];
static time_t date_at;

static void drop(struct connection *c) {
    close(c->fd);
    free(c);
}

static int bad(struct connection *c) {
    count->errors++;
    drop(c);
    return -1;
}

static void watch(struct connection *c, int write) {
    if (c->watching_write == write) return;
    c->watching_write = write;
    struct epoll_event e = {.events = write ? EPOLLOUT : EPOLLIN, .data.ptr = c};
    epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
}

static const char *http_date(void) {
    time_t now = time(NULL);
    if (now != date_at) {
        struct tm tm;
        date_at = now;
        strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&now, &tm));
    }
    return date;
}

static void answer(struct connection *c, int status, const char *out, size_t len) {
    c->head_len = (size_t)snprintf(c->head, sizeof c->head,
            "HTTP/1.1 %d %s\r\nServer: bench\r\nDate: %s\r\nContent-Type: application/octet-stream\r\n"
            "Content-Length: %zu\r\n\r\n",
            status, status == 200 ? "OK" : "Not Found", http_date(), len);
    c->head_sent = c->out_sent = 0;
    c->out = out;
    c->out_len = len;
    c->phase = WRITE;
}

/* Decides the answer once the request, its body included, is read. */
static void finish_request(struct connection *c) {
    const char *t = c->target;
    if (t == NULL) {
        count->errors++;
        answer(c, 404, body, 0);
    } else if (!strcmp(t, "/1m")) {
        answer(c, 200, body, BODY_MAX);
    } else if (!strcmp(t, "/10k")) {
        answer(c, 200, body, 10240);
    } else if (!strcmp(t, "/echo")) {
        answer(c, 200, c->echo, strlen(c->echo));
    } else {
        answer(c, 200, body, 128);
    }
}

static const char *known_target(const char *head) {
    static const char *targets[] = {"/128", "/10k", "/1m", "/up", "/echo"};
    const char *at = strchr(head, ' ');
    if (at == NULL) return NULL;
    at++;
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++) {
        size_t n = strlen(targets[i]);
        if (!strncmp(at, targets[i], n) && at[n] == ' ') return targets[i];
    }
    return NULL;
}

/* Consumes body bytes; returns how many were taken, or -1 for nonsense. Leaves the phase WRITE when the body is whole. */
static ssize_t take_body(struct connection *c, const char *at, size_t n) {
    if (c->phase == READ_BODY) {
        size_t take = n < c->body_left ? n : (size_t)c->body_left;
        c->body_left -= take;
        if (c->body_left == 0) finish_request(c);
        return (ssize_t)take;
    }
    size_t used = 0;
    while (used < n && c->phase == READ_CHUNKS) {
        if (c->chunk_state == 1) {
            size_t take = n - used < c->body_left ? n - used : (size_t)c->body_left;
            c->body_left -= take;
            used += take;
            if (c->body_left == 0) c->chunk_state = 0;
            continue;
        }
        char b = at[used++];
        if (b != '\n') {
            if (c->line_len + 1 >= sizeof c->line) return -1;
            c->line[c->line_len++] = b;
            continue;
        }
        c->line[c->line_len] = 0;
        int blank = c->line_len == 0 || c->line[0] == '\r';
        c->line_len = 0;
        if (c->chunk_state == 2) {
            if (blank) finish_request(c);
        } else {
            uint64_t size = strtoull(c->line, NULL, 16);
            c->chunk_state = size == 0 ? 2 : 1;
            c->body_left = size + 2; /* the data and its CRLF */
        }
    }
    return (ssize_t)used;
}

/* Looks at what was read; returns 1 when an answer is ready, 0 when more is needed, -1 when the connection is gone. */
static int take_head(struct connection *c) {
    c->in[c->have] = 0;
    char *end = memmem(c->in, c->have, "\r\n\r\n", 4);
    if (end == NULL) return c->have + 1 >= sizeof c->in ? bad(c) : 0;
    size_t head = (size_t)(end + 4 - c->in);
    *end = 0;
    c->target = known_target(c->in);
    if (c->target != NULL && !strcmp(c->target, "/echo")) strcpy(c->echo, c->in);

    c->body_left = 0;
    int chunked = 0;
    for (char *line = strchr(c->in, '\n'); line != NULL; line = strchr(line, '\n')) {
        line++;
        if (!strncasecmp(line, "content-length:", 15)) c->body_left = strtoull(line + 15, NULL, 10);
        if (!strncasecmp(line, "transfer-encoding:", 18)) chunked = 1;
    }
    size_t rest = c->have - head;
    if (!chunked && c->body_left == 0) {
        finish_request(c);
    } else {
        c->phase = chunked ? READ_CHUNKS : READ_BODY;
        c->chunk_state = 0;
        c->line_len = 0;
        ssize_t used = take_body(c, c->in + head, rest);
        if (used < 0) return bad(c);
        head += (size_t)used;
        rest -= (size_t)used;
    }
    memmove(c->in, c->in + head, rest); /* usually nothing: proxies do not pipeline */
    c->have = rest;
    return c->phase == WRITE;
}

/* Returns 1 when the answer is out, 0 when the socket is full, -1 when the connection is gone. */
static int flush(struct connection *c) {
    while (c->head_sent < c->head_len || c->out_sent < c->out_len) {
        struct iovec v[2] = {{c->head + c->head_sent, c->head_len - c->head_sent},
                {(void *)(c->out + c->out_sent), c->out_len - c->out_sent}};
        ssize_t n = writev(c->fd, v, 2);
        if (n < 0 && errno == EAGAIN) {
            watch(c, 1);
            return 0;
        }
        if (n < 0) {
            drop(c); /* the proxy went away, which the end of every load does */
            return -1;
        }
        size_t of_head = (size_t)n < v[0].iov_len ? (size_t)n : v[0].iov_len;
        c->head_sent += of_head;
        c->out_sent += (size_t)n - of_head;
    }
    count->completed++;
    c->phase = READ_HEAD;
    watch(c, 0);
    return 1;
}

static void serve(struct connection *c, uint32_t events) {
    if (c->phase == WRITE) {
        if (events & (EPOLLERR | EPOLLHUP)) {
            drop(c);
            return;
        }
        if (flush(c) != 1) return;
    }
    for (;;) {
        int into_head = c->phase == READ_HEAD;
        char *at = into_head ? c->in + c->have : scratch;
        size_t room = into_head ? sizeof c->in - c->have - 1 : sizeof scratch;
        ssize_t n = read(c->fd, at, room);
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) {
            drop(c);
            return;
        }
        if (into_head) {
            c->have += (size_t)n;
            int ready = take_head(c);
            if (ready < 0) return;
        } else {
            ssize_t used = take_body(c, scratch, (size_t)n);
            if (used < n) {
                bad(c); /* bytes after a body: pipelining that no proxy here does */
                return;
            }
        }
        while (c->phase == WRITE) {
            if (flush(c) != 1) return;
            if (c->have > 0 && take_head(c) < 0) return;
        }
        if ((size_t)n < room) return; /* level-triggered: the rest will wake us */
    }
}

static void accept_all(int listener) {
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0) return;
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *c = calloc(1, sizeof *c);
        if (c == NULL) abort();
        c->fd = fd;
        struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(ep, EPOLL_CTL_ADD, fd, &e);
        count->accepted++;
    }
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fprintf(stderr, "usage: backend COUNTERS-FILE\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    count = map_counters(argv[1]);
    memset(body, 'x', sizeof body);

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4096) != 0
            || getsockname(listener, (struct sockaddr *)&address, &length) != 0) {
        perror("listen");
        return 1;
    }
    ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(ep, EPOLL_CTL_ADD, listener, &e);
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);

    struct epoll_event events[EVENTS];
    for (;;) {
        int n = epoll_wait(ep, events, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (events[i].data.ptr == NULL) accept_all(listener);
            else serve(events[i].data.ptr, events[i].events);
        }
    }
}
