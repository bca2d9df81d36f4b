package dev.quaygate.app.config.block;

import dev.quaygate.app.config.source.Node.Mapping;
import dev.quaygate.proxy.settings.PoolSettings;
import dev.quaygate.proxy.settings.PoolSettings.Dns;
import dev.quaygate.proxy.settings.QueueSettings;
import dev.quaygate.workers.settings.AppSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An app as one block says it, before it has a name and is seen with all others.
 *
 * @param queue null for off
 */
record AppDraft(
        Mapping node, AppSettings settings, PoolKeys.Common common, @Nullable QueueSettings queue) {
    /** Stands in until the name is known; no app can be called so. */
    static final String UNNAMED = "0";

    // NullAway does not see the annotation of a nested type in a constructor of another module.
    @SuppressWarnings("NullAway")
    AppSettings app(String name) {
        return new AppSettings(
                name,
                settings.command(),
                settings.workers(),
                settings.listen(),
                settings.ports(),
                settings.cwd(),
                settings.identity(),
                settings.env(),
                settings.envFiles(),
                settings.release(),
                settings.prestart(),
                settings.ready(),
                settings.health(),
                settings.restart(),
                settings.memory(),
                settings.recycle(),
                settings.rolling(),
                settings.stop(),
                settings.after(),
                settings.utilisation(),
                settings.logs(),
                settings.idleStop());
    }

    /** The pool that its workers come into when they are ready; without any at first. */
    PoolSettings pool(String name) {
        return new PoolSettings(
                name,
                List.of(),
                common.selection(),
                null,
                common.passive(),
                common.connections(),
                common.retry(),
                common.hostHeader(),
                Dns.DEFAULT,
                true,
                queue);
    }
}
