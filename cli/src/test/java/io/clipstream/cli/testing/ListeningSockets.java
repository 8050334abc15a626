package io.clipstream.cli.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a process takes from the network, as Linux's {@code /proc} tells it. */
public final class ListeningSockets {
  private static final String LISTENS = "0A";

  private ListeningSockets() {}

  /** Local addresses of listening TCP sockets and of all UDP sockets, as PROTOCOL ADDRESS:PORT. */
  public static Set<String> of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<String> own = inodes(process.resolve("fd"));
    Set<String> found = new TreeSet<>();
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
      List<String> lines = Files.readAllLines(process.resolve("net").resolve(protocol));
      for (String line : lines.subList(1, lines.size())) {
        String[] fields = line.strip().split("\\s+");
        boolean takes = protocol.startsWith("udp") || fields[3].equals(LISTENS);
        if (takes && own.contains(fields[9])) {
          found.add(protocol + " " + address(fields[1]));
        }
      }
    }
    return found;
  }

  /** Numbers of the sockets that the process has open. */
  private static Set<String> inodes(Path descriptors) throws IOException {
    Set<String> inodes = new HashSet<>();
    List<Path> all;
    try (Stream<Path> files = Files.list(descriptors)) {
      all = files.toList();
    }
    for (Path descriptor : all) {
      try {
        String target = Files.readSymbolicLink(descriptor).toString();
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring(8, target.length() - 1));
        }
      } catch (IOException e) {
        // Closed meanwhile.
      }
    }
    return inodes;
  }

  /** The kernel writes addresses as 32-bit words of the machine's own order. */
  private static String address(String hex) throws IOException {
    String[] parts = hex.split(":");
    ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(parts[0]));
    ByteBuffer bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
    while (words.hasRemaining()) {
      bytes.putInt(words.getInt());
    }
    String host = InetAddress.getByAddress(bytes.array()).getHostAddress();
    return host + ":" + Integer.parseInt(parts[1], 16);
  }
}
