package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Block;

/** The table of all keys, for whoever writes about them. */
public final class Keys {
    private Keys() {}

    /** The main file. */
    public static Block<?> main() {
        return RootBlock.MAIN;
    }
}
