package dev.quaygate.app.admin;

import dev.quaygate.proxy.settings.ListenAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.Set;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * One listening socket of the admin endpoint.
 *
 * @param owner user that may connect to a unix socket beside root, null for TCP
 * @param group whether a group may connect too, which the kernel has checked by then
 */
record AdminSocket(
        ListenAddress address,
        ServerSocketChannel channel,
        @Nullable UserPrincipal owner,
        boolean group)
        implements AutoCloseable {
    private static final int BACKLOG = 64;
    private static final Set<PosixFilePermission> PRIVATE =
            PosixFilePermissions.fromString("rwx------");

    static AdminSocket open(ListenAddress address, @Nullable String group) throws AdminBindFailure {
        try {
            return switch (address) {
                case ListenAddress.Tcp tcp -> tcp(tcp);
                case ListenAddress.Unix(Path path) -> unix(address, path, group);
            };
        } catch (IOException e) {
            boolean inUse = e instanceof BindException && message(e).contains("in use");
            throw new AdminBindFailure(address.toString(), inUse, message(e), e);
        }
    }

    private static String message(IOException e) {
        String text = e.getMessage();
        return text == null ? e.getClass().getSimpleName() : text;
    }

    private static AdminSocket tcp(ListenAddress.Tcp tcp) throws IOException {
        var channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(
                    new InetSocketAddress(InetAddress.ofLiteral(tcp.host()), tcp.port()), BACKLOG);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
        return new AdminSocket(new ListenAddress.Tcp(tcp.host(), port), channel, null, false);
    }

    /**
     * Made in a private directory and moved into place, so that at no instant anybody may connect
     * who should not, and a socket that a dead process left is replaced.
     */
    private static AdminSocket unix(ListenAddress address, Path path, @Nullable String group)
            throws IOException {
        if (isAlive(path)) {
            throw new BindException("Address already in use");
        }
        Path directory = path.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(path + " is not in a directory");
        }
        Files.createDirectories(directory);
        String name = ".q" + Integer.toHexString(new SecureRandom().nextInt());
        Path hidden =
                Files.createDirectory(
                        directory.resolve(name), PosixFilePermissions.asFileAttribute(PRIVATE));
        Path first = hidden.resolve("s");
        var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(first), BACKLOG);
            protect(first, group);
            Files.move(first, path, StandardCopyOption.ATOMIC_MOVE);
            return new AdminSocket(address, channel, Files.getOwner(path), group != null);
        } catch (IOException | UnsupportedOperationException e) {
            channel.close();
            Files.deleteIfExists(first);
            throw e instanceof IOException io ? io : new IOException(e);
        } finally {
            Files.deleteIfExists(hidden);
        }
    }

    private static void protect(Path socket, @Nullable String group) throws IOException {
        if (group != null) {
            var principal =
                    socket.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(group);
            Files.getFileAttributeView(
                            socket, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setGroup(principal);
        }
        Files.setPosixFilePermissions(
                socket, PosixFilePermissions.fromString(group == null ? "rw-------" : "rw-rw----"));
    }

    private static boolean isAlive(Path path) {
        if (!Files.exists(path)) {
            return false;
        }
        try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return channel.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    /** Waits for the next connection. */
    SocketChannel accept() throws IOException {
        return channel.accept();
    }

    /**
     * Who is at the other end.
     *
     * @throws IOException if the kernel does not say, or it is a user that may not connect
     */
    Peer peer(SocketChannel connection) throws IOException {
        if (address instanceof ListenAddress.Tcp) {
            return new Peer.Address(
                    ((InetSocketAddress) connection.getRemoteAddress()).getAddress());
        }
        String user = connection.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        boolean allowed =
                group || user.equals("root") || owner != null && user.equals(owner.getName());
        if (!allowed) {
            throw new IOException("user " + user + " may not connect");
        }
        return new Peer.User(user);
    }

    @Override
    public void close() throws IOException {
        if (channel.isOpen() && address instanceof ListenAddress.Unix(Path path)) {
            Files.deleteIfExists(path);
        }
        channel.close();
    }
}
