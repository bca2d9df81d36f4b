package dev.quaygate.acme.issue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Files of an authority that live as long as the test. */
public final class InMemoryFiles implements AuthorityFiles {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();

    @Override
    public Optional<byte[]> get(String name) {
        return Optional.ofNullable(files.get(name)).map(byte[]::clone);
    }

    @Override
    public void put(String name, byte[] bytes) {
        files.put(name, bytes.clone());
    }

    void write(String name, String text) {
        put(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    void delete(String name) {
        files.remove(name);
    }
}
