package io.clipstream.operators.testing;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/**
 * Files of this machine under the scheme {@code silent:}, of a store that stops answering at one of
 * its calls and hears no interrupts.
 */
public final class SilentFiles extends LocalFileSystem {
  /** Found by Flink as a service. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return "silent";
    }

    @Override
    public FileSystem create(URI uri) {
      return new SilentFiles();
    }
  }

  /** A call of the store. */
  public enum Call {
    LIST,
    OPEN,
    READ
  }

  private static volatile Call silentAt = Call.LIST;
  private static volatile CountDownLatch answered = new CountDownLatch(1);

  /** From now on the store does not come back from a call. */
  public static void stopAnswering(Call call) {
    silentAt = call;
    answered = new CountDownLatch(1);
  }

  /** The store comes back from all calls. */
  public static void answer() {
    answered.countDown();
  }

  private static void pass(Call call) {
    while (call == silentAt && answered.getCount() > 0) {
      try {
        answered.await();
      } catch (InterruptedException e) {
        // As a socket does.
      }
    }
  }

  private static Path local(Path path) {
    return new Path(path.toUri().getPath());
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    pass(Call.LIST);
    return super.listStatus(local(path));
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    pass(Call.OPEN);
    FSDataInputStream in = super.open(local(path));
    return new FSDataInputStream() {
      @Override
      public void seek(long position) throws IOException {
        in.seek(position);
      }

      @Override
      public long getPos() throws IOException {
        return in.getPos();
      }

      @Override
      public int read() throws IOException {
        pass(Call.READ);
        return in.read();
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        pass(Call.READ);
        return in.read(bytes, from, length);
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }
}
