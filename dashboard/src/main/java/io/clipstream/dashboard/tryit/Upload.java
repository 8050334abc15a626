package io.clipstream.dashboard.tryit;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** The body of a request that is a picture, of bounded size. */
final class Upload {
  private static final int TOO_LARGE = 413;

  private Upload() {}

  /**
   * Reads it.
   *
   * @param most bytes
   * @throws HttpResponseException if there is nothing, or more
   */
  static byte[] read(Context context, int most) throws IOException {
    byte[] bytes;
    if (context.req().getContentLengthLong() > most) {
      throw tooLarge(most);
    }
    try (InputStream body = context.req().getInputStream()) {
      bytes = body.readNBytes(most + 1);
    }
    if (bytes.length > most) {
      throw tooLarge(most);
    }
    if (bytes.length == 0) {
      throw new HttpResponseException(400, "the body is empty, expected a picture", Map.of());
    }
    return bytes;
  }

  private static HttpResponseException tooLarge(int most) {
    return new HttpResponseException(
        TOO_LARGE,
        "the picture is larger than " + (most >> 20) + " MB; send a smaller one",
        Map.of());
  }
}
