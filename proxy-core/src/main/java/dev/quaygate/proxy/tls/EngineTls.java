package dev.quaygate.proxy.tls;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/** TLS by Netty's handler and engine. */
final class EngineTls extends SslHandler implements TlsConnection {
    EngineTls(SSLEngine engine) {
        super(engine);
    }

    @Override
    public @Nullable String applicationProtocol() {
        return super.applicationProtocol();
    }

    @Override
    public String version() {
        return "TLSv1.3".equals(engine().getSession().getProtocol()) ? "1.3" : "1.2";
    }

    @Override
    public @Nullable String group() {
        try {
            return engine() instanceof ReferenceCountedOpenSslEngine engine
                    ? SSL.getGroupName(engine.sslPointer())
                    : null;
        } catch (Exception _) {
            return null; // only a detail of the log
        }
    }

    @Override
    public boolean resumed() {
        return engine() instanceof ReferenceCountedOpenSslEngine engine
                && SSL.isSessionReused(engine.sslPointer());
    }

    @Override
    public void closeOutput() {
        closeOutbound();
    }
}
