package dev.quaygate.workers.resources;

/**
 * How many workers of an app memory allows.
 *
 * @param wanted asked for; with {@code workers: auto} what fits, at least 1
 * @param fits of these, at least 1: one that is too large is better than none at all
 * @param most that would fit if more were wanted and the other apps stay as they are
 * @param tooFew whether a person should look: less than asked for, or not even one fits
 * @param why for a person; empty if nothing limits it and nothing is open
 */
public record Fit(String app, int wanted, int fits, int most, boolean tooFew, String why) {}
