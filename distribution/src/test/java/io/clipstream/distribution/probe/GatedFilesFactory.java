package io.clipstream.distribution.probe;

import java.net.URI;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;

/** Makes {@link GatedFiles} known to Flink, as a plugin does. */
public final class GatedFilesFactory implements FileSystemFactory {
  @Override
  public String getScheme() {
    return GatedFiles.SCHEME;
  }

  @Override
  public FileSystem create(URI uri) {
    return new GatedFiles();
  }
}
