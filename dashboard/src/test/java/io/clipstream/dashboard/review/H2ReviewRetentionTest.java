package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.IndexDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2ReviewRetentionTest extends ReviewRetentionContract {
  @TempDir private Path folder;

  @Override
  String url() {
    return IndexDatabase.inDirectory(folder);
  }
}
