package dev.quaygate.workers.logs;

import dev.quaygate.workers.AppControl.LogLine;

/** How a line of a worker looks where it is written on. */
public enum LogFormat {
    /** {@code 2026-11-24T12:00:00Z shop/1 out: text}. */
    TEXT {
        @Override
        public String line(LogLine line) {
            return line.at()
                    + " "
                    + line.app()
                    + "/"
                    + line.worker()
                    + " "
                    + line.stream()
                    + ": "
                    + line.text();
        }
    },
    /**
     * One JSON object. A line that is one already passes as it is: to say who it comes from is up
     * to the app, which knows its own field names. Any other line is the {@code text} of an object.
     */
    JSON {
        @Override
        public String line(LogLine line) {
            if (JsonText.isObject(line.text())) {
                return line.text();
            }
            return "{\"at\":\""
                    + line.at()
                    + "\",\"app\":"
                    + JsonText.quote(line.app())
                    + ",\"worker\":"
                    + line.worker()
                    + ",\"stream\":\""
                    + line.stream()
                    + "\",\"text\":"
                    + JsonText.quote(line.text())
                    + "}";
        }
    };

    /** Without an end of line. */
    public abstract String line(LogLine line);
}
