package dev.quaygate.workers.launch;

import java.util.Map;
import java.util.Optional;

/**
 * What a plan needs to know of the system.
 *
 * @param env our own environment
 * @param account whom to switch to; empty = stay
 * @param mostOpenFiles the highest limit that we may give to a process
 * @param fileEnv what the app's environment files say
 */
record Surroundings(
        Map<String, String> env,
        Optional<Account> account,
        long mostOpenFiles,
        Map<String, String> fileEnv) {}
