package dev.quaygate.app.config.block;

import dev.quaygate.app.config.settings.AdminSettings;
import dev.quaygate.app.config.settings.CertificateSettings;
import dev.quaygate.app.config.settings.EventSettings;
import dev.quaygate.app.config.settings.LogSettings;
import dev.quaygate.app.config.settings.ReloadSettings;
import dev.quaygate.app.config.settings.Site;
import dev.quaygate.app.config.settings.StorageSettings;
import dev.quaygate.app.config.source.Node;
import dev.quaygate.proxy.settings.ProcessSettings;
import dev.quaygate.proxy.settings.ProxySettings;
import dev.quaygate.workers.settings.AppSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the files say, when they say it without an error.
 *
 * @param effective the merged files with every default filled in and every secret masked
 */
public record Values(
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
        Node effective) {}
