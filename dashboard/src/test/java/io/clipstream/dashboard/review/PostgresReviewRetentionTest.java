package io.clipstream.dashboard.review;

import io.clipstream.dashboard.store.PostgresServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/** The same on a real PostgreSQL; skipped, with the reason, where none is installed. */
@Timeout(120)
class PostgresReviewRetentionTest extends ReviewRetentionContract {
  private static PostgresServer server;

  @BeforeAll
  static void startServer() throws Exception {
    server = PostgresServer.start();
  }

  @AfterAll
  static void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  String url() {
    return server.url();
  }
}
