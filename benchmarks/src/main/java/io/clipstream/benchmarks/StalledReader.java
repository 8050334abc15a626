package io.clipstream.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the event stream that reads nothing, until it looks at what became of it. */
final class StalledReader implements AutoCloseable {
  private static final Pattern NOW = Pattern.compile("event: state\\s+data: \\{\"now\":(\\d+)");
  private static final int SILENCE_MILLIS = 5_000;

  private final Socket socket = new Socket();
  private final long begin = System.currentTimeMillis();

  StalledReader(int port) throws IOException {
    socket.setReceiveBufferSize(16 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request = "GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads what the machine kept for it: whether it was let go, else how far it was served. */
  String fate() throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    StringBuilder kept = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      byte[] chunk = new byte[1 << 16];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        kept.append(new String(chunk, 0, n, StandardCharsets.ISO_8859_1));
        if (System.currentTimeMillis() - last(kept) < SILENCE_MILLIS) {
          return "still served; %,d KiB were on their way to it".formatted(kept.length() >> 10);
        }
      }
      return "let go; %,d KiB were on their way to it, the last of second %d"
          .formatted(kept.length() >> 10, (last(kept) - begin) / 1000);
    } catch (SocketTimeoutException e) {
      return "left without a word";
    } catch (IOException e) {
      return "let go (" + e.getMessage() + ")";
    }
  }

  /** When the last state in it was told; the beginning, if there is none. */
  private long last(CharSequence kept) {
    Matcher states =
        NOW.matcher(kept.subSequence(Math.max(0, kept.length() - (1 << 18)), kept.length()));
    long last = begin;
    while (states.find()) {
      last = Long.parseLong(states.group(1));
    }
    return last;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
