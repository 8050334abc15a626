package io.clipstream.model.image;

import io.clipstream.model.image.cost.Budget;
import java.io.IOException;
import javax.imageio.stream.ImageInputStreamImpl;

/**
 * A picture's bytes for a reader. A reader that goes on past the end is stopped for good: some
 * would take the end for zeros and raise an exception of their own for every pixel that is left,
 * which turns a few bytes into minutes. Reads look at the clock now and then.
 */
final class PixelDataStream extends ImageInputStreamImpl {
  /** Looking ahead is no crime, within reason. */
  private static final int MOST_READS_PAST_END = 1_000;

  /** A buffer of a few kB may hold many scans of a JPEG. */
  private static final int LONG_READ = 512;

  private final byte[] data;
  private final Budget budget;
  private int readsPastEnd;

  PixelDataStream(byte[] data, Budget budget) {
    this.data = data;
    this.budget = budget;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < data.length ? data[(int) streamPos++] & 0xff : end();
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    bitOffset = 0;
    if (length >= LONG_READ) {
      budget.check();
    } else {
      budget.step();
    }
    if (length > 0 && streamPos >= data.length) {
      return end();
    }
    int count = (int) Math.min(length, data.length - streamPos);
    System.arraycopy(data, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public void seek(long position) throws IOException {
    budget.step();
    super.seek(position);
  }

  private int end() {
    if (++readsPastEnd > MOST_READS_PAST_END) {
      throw Refusal.corrupt("content ends before its pixels do");
    }
    return -1;
  }

  @Override
  public long length() {
    return data.length;
  }
}
