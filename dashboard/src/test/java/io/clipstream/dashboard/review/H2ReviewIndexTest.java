package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.IndexDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2ReviewIndexTest extends ReviewIndexContract {
  @TempDir private Path folder;

  @Override
  String url() {
    return IndexDatabase.inDirectory(folder);
  }
}
