package io.clipstream.dashboard.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2IndexTest extends IndexContract {
  @TempDir private Path folder;

  @Override
  String url() {
    return IndexDatabase.inDirectory(folder);
  }
}
