/* Counters shared with the orchestrator by a mapped file, so that reading them costs no request. */
#ifndef BENCH_COUNTERS_H
#define BENCH_COUNTERS_H

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Order and width are known to harness/counters.py. */
struct counters {
    volatile uint64_t completed; /* answers written whole (backend) or read whole (handshakes) */
    volatile uint64_t accepted;  /* connections taken (backend) or opened (handshakes) */
    volatile uint64_t resumed;   /* handshakes that resumed a session */
    volatile uint64_t errors;    /* malformed requests, failed handshakes, answers other than 200 */
};

static struct counters *map_counters(const char *path) {
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    if (fd < 0 || ftruncate(fd, sizeof(struct counters)) != 0) {
        perror(path);
        exit(1);
    }
    void *at = mmap(NULL, sizeof(struct counters), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (at == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    close(fd);
    return at;
}

#endif
