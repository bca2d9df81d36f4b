package dev.quaygate.acme.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The tar format of POSIX (ustar) as far as a store needs it: small regular files, mode 0600. */
final class TarFile {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_PREFIX = 155;

    private TarFile() {}

    static void write(SortedMap<String, byte[]> files, OutputStream out) throws IOException {
        for (var file : files.entrySet()) {
            out.write(head(file.getKey(), file.getValue().length));
            out.write(file.getValue());
            out.write(new byte[padding(file.getValue().length)]);
        }
        out.write(new byte[2 * BLOCK]);
    }

    /**
     * Reads all regular files.
     *
     * @throws DamagedDocument if it is no such archive, is torn, or holds a value that is too large
     */
    static Map<String, byte[]> read(InputStream in) throws IOException {
        var files = new TreeMap<String, byte[]>();
        while (true) {
            byte[] head = in.readNBytes(BLOCK);
            if (head.length != BLOCK) {
                throw new DamagedDocument("the archive is cut off");
            }
            if (isEmpty(head)) {
                return files;
            }
            requireSum(head);
            int size = (int) Math.min(octal(head, 124, 12), Integer.MAX_VALUE);
            String name = name(head);
            if (size > CertificateStore.LARGEST_VALUE) {
                throw new DamagedDocument(name + " is larger than any value of a store");
            }
            byte[] content = in.readNBytes(size);
            if (content.length != size || in.readNBytes(padding(size)).length != padding(size)) {
                throw new DamagedDocument("the archive is cut off in " + name);
            }
            if (head[156] == '0' || head[156] == 0) {
                files.put(name.startsWith("./") ? name.substring(2) : name, content);
            }
        }
    }

    private static byte[] head(String path, int size) {
        byte[] head = new byte[BLOCK];
        int split = 0;
        if (path.length() > LONGEST_NAME) {
            split = path.indexOf('/', path.length() - LONGEST_NAME - 1);
            if (split < 0 || split > LONGEST_PREFIX) {
                throw new IllegalArgumentException(path + " is too long for an archive");
            }
            text(head, 345, path.substring(0, split));
            split++;
        }
        text(head, 0, path.substring(split));
        text(head, 100, "0000600");
        text(head, 108, "0000000");
        text(head, 116, "0000000");
        text(head, 124, String.format(Locale.ROOT, "%011o", size));
        text(head, 136, "00000000000"); // no time: the same store gives the same bytes
        head[156] = '0';
        text(head, 257, "ustar");
        text(head, 263, "00");
        text(head, 148, String.format(Locale.ROOT, "%06o", sum(head)));
        head[155] = ' ';
        return head;
    }

    private static String name(byte[] head) {
        String name = text(head, 0, LONGEST_NAME);
        boolean ustar = text(head, 257, 5).equals("ustar");
        String prefix = ustar ? text(head, 345, LONGEST_PREFIX) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static void requireSum(byte[] head) {
        if (octal(head, 148, 8) != sum(head)) {
            throw new DamagedDocument("this is no tar archive, or it is damaged");
        }
    }

    /** Sum of the bytes of a head, its own field taken as blanks. */
    private static int sum(byte[] head) {
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : head[i] & 0xff;
        }
        return sum;
    }

    private static long octal(byte[] head, int from, int length) {
        String digits = text(head, from, length).trim();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new DamagedDocument("this is no tar archive, or it is damaged", e);
        }
    }

    private static String text(byte[] head, int from, int length) {
        int end = from;
        while (end < from + length && head[end] != 0) {
            end++;
        }
        return new String(head, from, end - from, US_ASCII);
    }

    private static void text(byte[] head, int at, String text) {
        byte[] bytes = text.getBytes(US_ASCII);
        System.arraycopy(bytes, 0, head, at, bytes.length);
    }

    private static boolean isEmpty(byte[] head) {
        return Arrays.equals(head, new byte[BLOCK]);
    }

    private static int padding(int size) {
        return (BLOCK - size % BLOCK) % BLOCK;
    }
}
