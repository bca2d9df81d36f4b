package dev.quaygate.workers;

import dev.quaygate.workers.settings.AppSettings;

/**
 * What workers are started from. Workers of one generation are alike.
 *
 * @param definition hash of what a running worker cannot take over
 */
record Generation(AppSettings settings, Release release, String definition) {
    static Generation of(AppSettings settings, Release release) {
        return new Generation(settings, release, Definition.ofWorkers(settings));
    }

    /** Whether a worker of the other one may serve in the place of one of this. */
    boolean sameAs(Generation other) {
        return definition.equals(other.definition) && release.equals(other.release);
    }

    /** The same processes under settings that change nothing about them. */
    Generation with(AppSettings newer) {
        return new Generation(newer, release, definition);
    }
}
