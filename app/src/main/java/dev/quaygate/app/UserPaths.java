package dev.quaygate.app;

import dev.quaygate.app.config.Configuration;
import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.Secret;
import dev.quaygate.app.config.settings.StorageSettings;
import dev.quaygate.proxy.settings.ListenAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where things are when the system's own places, which are the defaults, are not for this user: the
 * folders of the XDG base directory specification.
 */
final class UserPaths {
    private static final Path STATE = Path.of("/var/lib/quaygate");
    private static final Path SOCKET = Path.of("/run/quaygate/admin.sock");
    private static final Path TOKEN = STATE.resolve("admin.token");

    private final Map<String, String> environment;

    UserPaths(Map<String, String> environment) {
        this.environment = environment;
    }

    Configuration adjust(Configuration configuration) {
        return new Configuration(
                configuration.proxy(),
                configuration.process(),
                admin(configuration.admin()),
                storage(configuration.storage()),
                configuration.certificates(),
                configuration.email(),
                configuration.sites(),
                configuration.apps(),
                configuration.log(),
                configuration.reload(),
                configuration.events(),
                configuration.files(),
                configuration.watched(),
                configuration.effective());
    }

    private StorageSettings storage(StorageSettings settings) {
        return settings.directory().equals(STATE) ? settings.withDirectory(state()) : settings;
    }

    private AdminSettings admin(AdminSettings settings) {
        List<ListenAddress> listen = settings.listen().stream().map(this::address).toList();
        return new AdminSettings(
                listen,
                settings.group(),
                token(settings.token()),
                settings.readToken(),
                settings.openProbes(),
                settings.allowedHosts());
    }

    private ListenAddress address(ListenAddress address) {
        boolean isDefault = address.equals(new ListenAddress.Unix(SOCKET));
        Path own = xdg("XDG_RUNTIME_DIR", null);
        return isDefault && own != null && !isOurs(SOCKET.getParent())
                ? new ListenAddress.Unix(own.resolve("admin.sock"))
                : address;
    }

    private Secret token(Secret token) {
        Path state = state();
        boolean isDefault = token.file().filter(TOKEN::equals).isPresent();
        return isDefault && !state.equals(STATE)
                ? new Secret(
                        "file:" + state.resolve("admin.token"), state.resolve("admin.token"), null)
                : token;
    }

    /** Where the state is kept. */
    private Path state() {
        String given = environment.get("QUAYGATE_DATA");
        if (given != null && !given.isBlank()) {
            return Path.of(given).toAbsolutePath();
        }
        Path own = xdg("XDG_DATA_HOME", ".local/share");
        return own == null || isOurs(STATE) ? STATE : own;
    }

    private @Nullable Path xdg(String variable, @Nullable String below) {
        String given = environment.get(variable);
        if (given != null && given.startsWith("/")) {
            return Path.of(given).resolve("quaygate");
        }
        String home = environment.get("HOME");
        return below == null || home == null ? null : Path.of(home).resolve(below, "quaygate");
    }

    /** Whether we may write there, or make it. */
    private static boolean isOurs(@Nullable Path directory) {
        return Optional.ofNullable(directory)
                .map(one -> Files.exists(one) ? one : one.getParent())
                .filter(Files::isWritable)
                .isPresent();
    }
}
