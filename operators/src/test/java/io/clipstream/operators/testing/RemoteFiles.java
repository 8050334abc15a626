package io.clipstream.operators.testing;

import java.io.IOException;
import java.net.URI;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** Files of this machine under the scheme {@code remote:}, which stands for one such as s3. */
public final class RemoteFiles extends LocalFileSystem {
  /** Found by Flink as a service. */
  public static final class Factory implements FileSystemFactory {
    @Override
    public String getScheme() {
      return "remote";
    }

    @Override
    public FileSystem create(URI uri) {
      return new RemoteFiles();
    }
  }

  private static Path local(Path path) {
    return new Path(path.toUri().getPath());
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return super.listStatus(local(path));
  }

  @Override
  public FSDataInputStream open(Path path) throws IOException {
    return super.open(local(path));
  }

  @Override
  public boolean isDistributedFS() {
    return true;
  }
}
