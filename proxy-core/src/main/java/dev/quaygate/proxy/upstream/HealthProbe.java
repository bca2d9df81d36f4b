package dev.quaygate.proxy.upstream;

import dev.quaygate.proxy.settings.HealthCheck;

/** Performs one active check. Blocks up to the check's timeout; virtual threads only. */
interface HealthProbe {
    /** Never fails otherwise than by its result; an interrupt ends it early. */
    CheckResult probe(Endpoint endpoint, HealthCheck check);
}
