package dev.quaygate.app.config;

import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.config.settings.EventSettings;
import dev.quaygate.app.config.settings.LogSettings;
import dev.quaygate.app.config.settings.ReloadSettings;
import dev.quaygate.app.config.settings.Site;
import dev.quaygate.app.config.settings.StorageSettings;
import dev.quaygate.app.config.source.SourceFile;
import dev.quaygate.proxy.settings.ProcessSettings;
import dev.quaygate.proxy.settings.ProxySettings;
import dev.quaygate.workers.settings.AppSettings;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one revision of the configuration says. Immutable, any thread.
 *
 * @param email contact for issuers that use one, or null
 * @param sites name sets that want a certificate, each once
 * @param apps applications to supervise, each with a live pool of its name
 * @param events who is told what happens
 * @param files the files it was read from, the main file first; kept drop-ins in their old version
 * @param watched directories and files whose change may change the configuration
 * @param effective every value with its origin, secrets masked
 */
public record Configuration(
        ProxySettings proxy,
        ProcessSettings process,
        AdminSettings admin,
        StorageSettings storage,
        CertificateSettings certificates,
        @Nullable String email,
        List<Site> sites,
        List<AppSettings> apps,
        LogSettings log,
        ReloadSettings reload,
        List<EventSettings> events,
        List<SourceFile> files,
        List<Path> watched,
        EffectiveConfig effective) {
    public Configuration {
        sites = List.copyOf(sites);
        apps = List.copyOf(apps);
        events = List.copyOf(events);
        files = List.copyOf(files);
        watched = List.copyOf(watched);
    }
}
