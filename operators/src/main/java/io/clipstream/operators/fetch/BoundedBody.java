package io.clipstream.operators.fetch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** Reads pictures, and no more of them than the settings allow. */
final class BoundedBody {
  private static final int CHUNK = 16 * 1024;

  private final int limit;

  BoundedBody(int limit) {
    this.limit = limit;
  }

  /**
   * Refuses a length that is known beforehand.
   *
   * @param length -1 if it is not known
   */
  void checkLength(long length, String from) throws FetchException {
    if (length > limit) {
      throw new FetchException(
          FetchFault.TOO_LARGE,
          "the picture from " + from + " has " + length + " bytes, expected at most " + limit);
    }
  }

  /** All of a stream; memory grows with what comes, not with what is announced. */
  byte[] read(InputStream in, Deadline deadline, String from) throws IOException, FetchException {
    ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK);
    byte[] chunk = new byte[CHUNK];
    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
      out.write(chunk, 0, read);
      checkLength(out.size(), from);
      if (deadline.isOver()) {
        throw deadline.fault(from);
      }
    }
    if (out.size() == 0) {
      throw new FetchException(FetchFault.EMPTY, from + " sent no bytes");
    }
    return out.toByteArray();
  }
}
