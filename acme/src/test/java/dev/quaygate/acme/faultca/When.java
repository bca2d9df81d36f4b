package dev.quaygate.acme.faultca;

import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Which requests to an endpoint a fault is for; they are counted from 1 since the fault was set.
 */
public sealed interface When {
    record Always() implements When {}

    record Nth(int n) implements When {}

    record First(int count) implements When {}

    record Every(int n) implements When {}

    record Chance(double probability, RandomGenerator random) implements When {}

    record While(BooleanSupplier condition) implements When {}

    /** Whether it is for the request of that number. */
    default boolean holds(int number) {
        return switch (this) {
            case Always() -> true;
            case Nth(int n) -> number == n;
            case First(int count) -> number <= count;
            case Every(int n) -> number % n == 0;
            case Chance(double probability, RandomGenerator random) ->
                    random.nextDouble() < probability;
            case While(BooleanSupplier condition) -> condition.getAsBoolean();
        };
    }
}
