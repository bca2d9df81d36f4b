package dev.quaygate.it.apps;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** One app as the admin API shows it. */
record AppView(JsonNode json) {

    String state() {
        return json.get("state").asString();
    }

    String why() {
        return json.get("why").asString();
    }

    int ready() {
        return json.get("ready").asInt();
    }

    int wanted() {
        return json.get("wanted").asInt();
    }

    int restarts() {
        return json.get("restarts").asInt();
    }

    boolean readyAsWanted() {
        return ready() == Math.min(wanted(), json.get("fitting").asInt());
    }

    List<JsonNode> workers() {
        return json.get("workers").valueStream().toList();
    }

    /** The worker with this process id. */
    JsonNode worker(long pid) {
        return workers().stream()
                .filter(worker -> worker.path("pid").asLong(0) == pid)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no worker " + pid + " in " + json));
    }

    /** Process ids of the ready workers. */
    Set<Long> pids() {
        return workers().stream()
                .filter(worker -> worker.get("state").asString().equals("ready"))
                .map(worker -> worker.get("pid").asLong())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    List<String> lastLines() {
        return json.get("lastLines").valueStream().map(JsonNode::asString).toList();
    }
}
