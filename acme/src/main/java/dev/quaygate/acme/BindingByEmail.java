package dev.quaygate.acme;

import dev.quaygate.acme.client.AcmeFailure;
import dev.quaygate.acme.client.AcmeFailure.Reason;
import dev.quaygate.acme.client.ExternalAccountBinding;
import dev.quaygate.acme.store.DamagedDocument;
import dev.quaygate.acme.store.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gets an external account binding from an authority that gives one to whoever names an e-mail
 * address, as ZeroSSL does. Blocks; any thread.
 */
final class BindingByEmail {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int OK = 200;
    private static final int LARGEST = 64 * 1024;

    private BindingByEmail() {}

    /**
     * Asks for a fresh binding.
     *
     * @param place where the authority gives them
     * @param email of the account, which the authority gets to know
     * @throws AcmeFailure if there is no answer, or none with a usable key
     */
    static ExternalAccountBinding from(URI place, String email)
            throws AcmeFailure, InterruptedException {
        var request =
                HttpRequest.newBuilder(place)
                        .timeout(LIMIT)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                BodyPublishers.ofString(
                                        "email="
                                                + URLEncoder.encode(email, StandardCharsets.UTF_8)))
                        .build();
        try (var http = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
            HttpResponse<byte[]> answer =
                    http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
            if (answer.statusCode() != OK) {
                throw failure(place, "status " + answer.statusCode(), answer.statusCode(), null);
            }
            return read(place, answer.body());
        } catch (IOException e) {
            throw failure(place, String.valueOf(e.getMessage()), 0, e);
        }
    }

    private static ExternalAccountBinding read(URI place, byte[] body) throws AcmeFailure {
        try {
            JsonObject json = JsonObject.parse(body);
            return new ExternalAccountBinding(json.text("eab_kid"), json.text("eab_hmac_key"));
        } catch (DamagedDocument | IllegalArgumentException e) {
            throw failure(place, "an answer without a key; give `eab` yourself", OK, e);
        }
    }

    private static AcmeFailure failure(
            URI place, String what, int status, @Nullable Throwable why) {
        String text = "account binding from " + place.getHost() + ": " + what;
        return new AcmeFailure(new Reason.Unreachable(text, status), null, why);
    }
}
