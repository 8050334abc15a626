package io.clipstream.jobs.sql;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** A store under the scheme {@code hanging:} that does not answer. */
public final class HangingFiles extends LocalFileSystem {
  /** Found by Flink as a service. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return "hanging";
    }

    @Override
    public FileSystem create(URI uri) {
      return new HangingFiles();
    }
  }

  /** Open once somebody has asked. */
  static volatile CountDownLatch asked = new CountDownLatch(1);

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    asked.countDown();
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException("given up");
    }
    return new FileStatus[0];
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }
}
