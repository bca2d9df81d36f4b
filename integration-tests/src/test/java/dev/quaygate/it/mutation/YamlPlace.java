package dev.quaygate.it.mutation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A key, or a value that is a scalar, and where it stands.
 *
 * @param key whether it is a key
 * @param path of keys and positions from the top: {@code routes/0/host}
 * @param line from 1
 * @param column from 1
 * @param text as it is meant
 */
record YamlPlace(boolean key, String path, int line, int column, String text) {

    /** All keys and scalars of a file, in its order. */
    static List<YamlPlace> in(String yaml) {
        var places = new ArrayList<YamlPlace>();
        var walk = new Walk(places);
        try (JsonParser parser = new YAMLMapper().createParser(yaml)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                walk.take(token, parser);
            }
        }
        return places;
    }

    /** The last part of the path. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The path without its last part. */
    String parent() {
        return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    }

    private static final class Walk {
        private final List<YamlPlace> places;
        private final Deque<String> path = new ArrayDeque<>();
        private final Deque<Integer> positions = new ArrayDeque<>(); // -1: inside a mapping

        Walk(List<YamlPlace> places) {
            this.places = places;
        }

        void take(JsonToken token, JsonParser parser) {
            switch (token) {
                case PROPERTY_NAME -> {
                    path.addLast(parser.currentName());
                    add(true, parser);
                }
                case START_OBJECT, START_ARRAY -> {
                    beginItem();
                    positions.addLast(token == JsonToken.START_ARRAY ? 0 : -1);
                }
                case END_OBJECT, END_ARRAY -> {
                    positions.removeLast();
                    end();
                }
                default -> {
                    beginItem();
                    add(false, parser);
                    end();
                }
            }
        }

        private void add(boolean key, JsonParser parser) {
            TokenStreamLocation at = parser.currentTokenLocation();
            places.add(
                    new YamlPlace(
                            key,
                            String.join("/", path),
                            at.getLineNr(),
                            at.getColumnNr(),
                            parser.getString()));
        }

        private void beginItem() {
            if (!positions.isEmpty() && positions.getLast() >= 0) {
                int position = positions.removeLast();
                path.addLast(String.valueOf(position));
                positions.addLast(position + 1);
            }
        }

        /** A value has ended: its key or its position in a list is done. */
        private void end() {
            if (!path.isEmpty()) {
                path.removeLast();
            }
        }
    }
}
