package dev.quaygate.app.config.form;

import dev.quaygate.app.config.source.Node;
import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.app.config.source.Node.Scalar;
import dev.quaygate.app.config.source.Node.Sequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One key of a block.
 *
 * @param name as it is written
 * @param form what its value may look like
 * @param meaning one line for the reference and for editors
 * @param standard the default as it would be written, or null
 * @param absent what holds without it when there is no written default ({@code "none"})
 * @param required whether it must be there
 */
public record Key<T>(
        String name,
        Form<T> form,
        String meaning,
        @Nullable Node standard,
        String absent,
        boolean required) {
    /** A key that may be left out without a default. */
    public static <T> Key<T> optional(String name, Form<T> form, String absent, String meaning) {
        return new Key<>(name, form, meaning, null, absent, false);
    }

    /** A key that must be there. */
    public static <T> Key<T> required(String name, Form<T> form, String meaning) {
        return new Key<>(name, form, meaning, null, "", true);
    }

    /** A key with a single value as default. */
    public static <T> Key<T> of(String name, Form<T> form, String standard, String meaning) {
        return new Key<>(name, form, meaning, scalar(standard), standard, false);
    }

    /** A key with a list as default. */
    public static <T> Key<T> of(String name, Form<T> form, List<String> standard, String meaning) {
        Node list =
                new Sequence(
                        Reading.DEFAULT, "", standard.stream().map(text -> scalar(text)).toList());
        return new Key<>(name, form, meaning, list, standard.toString(), false);
    }

    /** A key whose value is a block; without it, the defaults of the block hold. */
    public static <T> Key<T> block(String name, Form<T> form, String meaning) {
        Node empty = new Mapping(Reading.DEFAULT, "", List.of());
        return new Key<>(name, form, meaning, empty, "", false);
    }

    private static Node scalar(String text) {
        return new Scalar(Reading.DEFAULT, "", 1, text, text, false, false);
    }
}
