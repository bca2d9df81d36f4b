package dev.quaygate.acme.store;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import javax.net.ssl.SSLException;

/** One member of etcd gave no usable answer; another one may. */
final class EtcdSilence extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean arrived;
    private final boolean refusal;

    private EtcdSilence(String message, boolean refusal) {
        super(message);
        this.arrived = !refusal;
        this.refusal = refusal;
    }

    EtcdSilence(IOException cause) {
        super(text(cause), cause);
        this.refusal = isTls(cause);
        this.arrived =
                !(refusal
                        || cause instanceof ConnectException
                        || cause instanceof HttpConnectTimeoutException);
    }

    /** The member answered that it cannot serve now. */
    EtcdSilence(String message) {
        this(message, false);
    }

    /** The member does not let us in, and did nothing of what was asked. */
    static EtcdSilence refusal(String message) {
        return new EtcdSilence(message, true);
    }

    /** Whether the request may have been carried out. */
    boolean mayHaveArrived() {
        return arrived;
    }

    /** Whether a person has to change something: to ask again and again helps nobody. */
    boolean isRefusal() {
        return refusal;
    }

    /** Certificates that do not please; a connection that ends in the middle is no refusal. */
    private static boolean isTls(IOException failure) {
        boolean tls = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                tls = true;
            } else if (tls && cause instanceof IOException) {
                return false;
            }
        }
        return tls;
    }

    private static String text(IOException cause) {
        String message = cause.getMessage();
        if (isTls(cause)) {
            return "no TLS: " + message + "; compare storage.etcd.ca, cert and key with it";
        }
        if (message != null) {
            return message;
        }
        return cause instanceof ConnectException
                ? "connection refused"
                : cause.getClass().getSimpleName();
    }
}
