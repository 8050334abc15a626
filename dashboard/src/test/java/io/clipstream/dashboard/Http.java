package io.clipstream.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Plain HTTP by hand: Java's own client would not send a wrong Host header. */
public final class Http {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * An answer.
   *
   * @param head status line and headers
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Answer(int status, String head, byte[] body) {
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() throws IOException {
      return MAPPER.readTree(body);
    }
  }

  private Http() {}

  /** Asks a server on this machine by a name that it has. */
  public static Answer get(int port, String path) throws IOException {
    return ask(port, "GET", path, "Host: localhost:" + port, "");
  }

  /**
   * Asks.
   *
   * @param headers in lines, Host among them
   */
  public static Answer ask(int port, String method, String path, String headers, String body)
      throws IOException {
    return ask(port, method, path, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  /** Changes something, as the page does. */
  public static Answer change(int port, String method, String path, byte[] body)
      throws IOException {
    return ask(port, method, path, "Host: localhost:" + port + "\nX-Clipstream: 1", body);
  }

  /** Says that a body of so many bytes comes, and waits for what the server says to that. */
  public static Answer announce(int port, String method, String path, long bytes)
      throws IOException {
    String head =
        "%s %s HTTP/1.1\r\nHost: localhost\r\nX-Clipstream: 1\r\nContent-Length: %d\r\n"
            + "Connection: close\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(head.formatted(method, path, bytes).getBytes(StandardCharsets.UTF_8));
      return answer(all(socket.getInputStream()));
    }
  }

  private static Answer ask(int port, String method, String path, String headers, byte[] bytes)
      throws IOException {
    String head =
        "%s %s HTTP/1.1\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(method, path, headers.replace("\n", "\r\n"), bytes.length);
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return answer(all(socket.getInputStream()));
    }
  }

  private static byte[] all(InputStream in) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    in.transferTo(out);
    return out.toByteArray();
  }

  private static Answer answer(byte[] bytes) throws IOException {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new IOException("no HTTP answer: " + text);
    }
    String head = text.substring(0, end);
    byte[] body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
    boolean isChunked =
        head.toLowerCase(java.util.Locale.ROOT).contains("transfer-encoding: chunked");
    return new Answer(
        Integer.parseInt(head.split(" ")[1]), head, isChunked ? dechunked(body) : body);
  }

  private static byte[] dechunked(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (true) {
      int line = text.indexOf("\r\n", at);
      int length = Integer.parseInt(text.substring(at, line).strip(), 16);
      if (length == 0) {
        return whole.toString().getBytes(StandardCharsets.ISO_8859_1);
      }
      whole.append(text, line + 2, line + 2 + length);
      at = line + 2 + length + 2;
    }
  }
}
