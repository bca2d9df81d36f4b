package dev.quaygate.proxy.settings;

/**
 * How many time series the metrics have.
 *
 * @param perRoute a series for each route, instead of one for all
 * @param perEndpoint a series for each endpoint, instead of sums by pool
 */
public record MetricsSettings(boolean perRoute, boolean perEndpoint) {
    public static final MetricsSettings DEFAULT = new MetricsSettings(true, true);
}
