package dev.quaygate.acme.store;

import dev.quaygate.acme.client.Sha256;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pointer of a set: which generation is served, and the hashes of the files of each generation
 * that is kept. A file whose hash differs is damaged, whatever it looks like.
 */
record CurrentFile(int generation, Map<Integer, Map<String, String>> hashes) {
    /** Points at nothing. */
    static final CurrentFile NONE = new CurrentFile(0, Map.of());

    CurrentFile {
        hashes = Map.copyOf(hashes);
    }

    /**
     * The pointer after a publication.
     *
     * @param keep generations whose hashes stay in it
     */
    static CurrentFile after(
            CurrentFile before, int number, Map<String, byte[]> content, int keep) {
        var hashes = new TreeMap<Integer, Map<String, String>>();
        before.hashes()
                .forEach((older, of) -> {
                    if (older > number - keep) {
                        hashes.put(older, of);
                    }
                });
        var own = new TreeMap<String, String>();
        content.forEach((name, bytes) -> own.put(name, hash(bytes)));
        hashes.put(number, own);
        return new CurrentFile(number, hashes);
    }

    static CurrentFile parse(byte[] bytes) {
        JsonObject json = JsonObject.parse(bytes);
        int generation = json.number("generation");
        var hashes = new TreeMap<Integer, Map<String, String>>();
        hashes.put(generation, texts(json.object("files")));
        if (json.has("older")) {
            JsonObject older = json.object("older");
            for (String name : older.names()) {
                hashes.put(number(name), texts(older.object(name)));
            }
        }
        return new CurrentFile(generation, hashes);
    }

    byte[] toBytes() {
        var older = new JsonObject();
        new TreeMap<>(hashes)
                .forEach((number, files) -> {
                    if (number != generation) {
                        older.put(String.valueOf(number), json(files));
                    }
                });
        return new JsonObject()
                .put("generation", generation)
                .put("files", json(hashes.getOrDefault(generation, Map.of())))
                .put("older", older)
                .toBytes();
    }

    static String hash(byte[] content) {
        return "sha256:" + Sha256.hex(content);
    }

    private static JsonObject json(Map<String, String> files) {
        var json = new JsonObject();
        new TreeMap<>(files).forEach(json::put);
        return json;
    }

    private static Map<String, String> texts(JsonObject json) {
        var result = new TreeMap<String, String>();
        for (String name : json.names()) {
            result.put(name, json.text(name));
        }
        return result;
    }

    private static int number(String name) {
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            throw new DamagedDocument("'" + name + "' is not a generation", e);
        }
    }
}
