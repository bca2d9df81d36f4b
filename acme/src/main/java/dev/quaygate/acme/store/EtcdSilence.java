package dev.quaygate.acme.store;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;

/** One member of etcd gave no usable answer; another one may. */
final class EtcdSilence extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean arrived;

    EtcdSilence(IOException cause) {
        super(text(cause), cause);
        this.arrived =
                !(cause instanceof ConnectException
                        || cause instanceof HttpConnectTimeoutException);
    }

    /** The member answered that it cannot serve now. */
    EtcdSilence(String message) {
        super(message);
        this.arrived = true;
    }

    /** Whether the request may have been carried out. */
    boolean mayHaveArrived() {
        return arrived;
    }

    private static String text(IOException cause) {
        String message = cause.getMessage();
        if (message != null) {
            return message;
        }
        return cause instanceof ConnectException
                ? "connection refused"
                : cause.getClass().getSimpleName();
    }
}
