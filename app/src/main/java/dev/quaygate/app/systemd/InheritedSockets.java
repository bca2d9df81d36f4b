package dev.quaygate.app.systemd;

import dev.quaygate.proxy.listener.InheritedSocket;
import dev.quaygate.proxy.settings.ProcessSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listening sockets that a service manager opened for us (sd_listen_fds(3)), with their addresses
 * as the kernel tells them. Others among what was passed are left alone.
 */
public final class InheritedSockets {
    private static final Logger LOG = LoggerFactory.getLogger(InheritedSockets.class);
    private static final int FIRST = 3;
    private static final int MOST = 1024;
    private static final String LISTENING = "0A";

    private final Path proc;

    InheritedSockets(Path proc) {
        this.proc = proc;
    }

    /** Of this process. */
    public static List<InheritedSocket> of(Map<String, String> environment) {
        return new InheritedSockets(Path.of("/proc/self"))
                .find(environment, ProcessHandle.current().pid());
    }

    /**
     * Only epoll can take a socket over; so it is used if there is one, whatever the settings say.
     */
    public static ProcessSettings driven(ProcessSettings wanted, List<InheritedSocket> inherited) {
        return inherited.isEmpty()
                ? wanted
                : new ProcessSettings(wanted.eventLoops(), ProcessSettings.Transport.EPOLL);
    }

    List<InheritedSocket> find(Map<String, String> environment, long pid) {
        String count = environment.getOrDefault("LISTEN_FDS", "");
        // The variables may have been meant for a parent of ours.
        if (!count.matches("[1-9][0-9]{0,3}")
                || !environment.getOrDefault("LISTEN_PID", "").equals(String.valueOf(pid))) {
            return List.of();
        }
        var found = new ArrayList<InheritedSocket>();
        try {
            Map<String, InetSocketAddress> listening = listening();
            int end = FIRST + Math.min(MOST, Integer.parseInt(count));
            for (int descriptor = FIRST; descriptor < end; descriptor++) {
                InetSocketAddress address = listening.get(inode(descriptor));
                if (address == null) {
                    LOG.warn("inherited.ignored fd={} what=not a listening TCP socket", descriptor);
                } else {
                    found.add(new InheritedSocket(descriptor, address));
                }
            }
        } catch (IOException e) {
            LOG.warn("inherited.ignored what={}", e.toString());
        }
        return List.copyOf(found);
    }

    private String inode(int descriptor) throws IOException {
        Path link = proc.resolve("fd").resolve(String.valueOf(descriptor));
        return Files.isSymbolicLink(link)
                ? Files.readSymbolicLink(link).toString().replaceAll("^socket:\\[|]$", "")
                : "";
    }

    /** Addresses by inode. */
    private Map<String, InetSocketAddress> listening() throws IOException {
        var addresses = new HashMap<String, InetSocketAddress>();
        for (String table : List.of("tcp", "tcp6")) {
            Path file = proc.resolve("net").resolve(table);
            for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
                String[] field = line.strip().split(" +", -1);
                if (field.length > 9 && field[3].equals(LISTENING)) {
                    addresses.put(field[9], address(field[1]));
                }
            }
        }
        return addresses;
    }

    /** {@code 0100007F:01BB}: words of 32 bits in the byte order of the machine, little-endian. */
    private static InetSocketAddress address(String text) throws UnknownHostException {
        int colon = text.indexOf(':');
        byte[] words = HexFormat.of().parseHex(text, 0, colon);
        byte[] bytes = new byte[words.length];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[(i & ~3) + 3 - (i & 3)];
        }
        return new InetSocketAddress(
                InetAddress.getByAddress(bytes),
                HexFormat.fromHexDigits(text, colon + 1, text.length()));
    }
}
