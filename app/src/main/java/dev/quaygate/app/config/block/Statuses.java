package dev.quaygate.app.config.block;

import dev.quaygate.app.config.form.Form;
import dev.quaygate.app.config.form.Forms;

/** A range of HTTP statuses, as {@code 200-299} or {@code 204}. */
record Statuses(int lowest, int highest) {
    static final Form<Statuses> FORM =
            Forms.map(
                    Forms.text(
                            "range of statuses",
                            "[1-5][0-9]{2}(-[1-5][0-9]{2})?",
                            "write for example `200-299`"),
                    Statuses::of);

    private static Statuses of(String text) {
        int dash = text.indexOf('-');
        return new Statuses(
                Integer.parseInt(dash < 0 ? text : text.substring(0, dash)),
                Integer.parseInt(text.substring(dash + 1)));
    }
}
