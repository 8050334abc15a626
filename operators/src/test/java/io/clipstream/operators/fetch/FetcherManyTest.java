package io.clipstream.operators.fetch;

import static io.clipstream.operators.fetch.PictureServer.bytes;
import static io.clipstream.operators.fetch.PictureServer.status;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.model.testing.Eventually;
import io.clipstream.operators.fetch.FetchResult.Fetched;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FetcherManyTest {
  private static final int PARALLEL = 8;

  @Test
  void aThousandFetchesKeepThreadsAndConnectionsWithinTheirNumber() throws Exception {
    Eventually.await("no thread of other tests' fetchers").until(() -> threads() == 0);
    try (PictureServer server = new PictureServer()) {
      server.on("/a", bytes(new byte[50_000])).on("/gone", status(404, new byte[100]));
      String[] options = {"parallel", "" + PARALLEL, "timeout", "5 min"}; // with all before it
      try (Fetcher fetcher = new Fetcher(Settings.local(server.port(), options))) {
        assertThat(fetched(fetcher, server, 1000)).isEqualTo(500);
        assertThat(fetcher.openConnections()).isLessThanOrEqualTo(PARALLEL);
        assertThat(threads()).isLessThanOrEqualTo(PARALLEL + 1);
        assertThat(server.requests("/a")).isEqualTo(500);
      }
      assertThat(server.requests("/gone")).isEqualTo(500);
    }
    Eventually.await("no thread").until(() -> threads() == 0);
  }

  private static long fetched(Fetcher fetcher, PictureServer server, int count) throws Exception {
    List<CompletableFuture<FetchResult>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(fetcher.fetch(server.uri(i % 2 == 0 ? "/a" : "/gone")));
    }
    long fetched = 0;
    for (CompletableFuture<FetchResult> result : results) {
      fetched += result.get(60, TimeUnit.SECONDS) instanceof Fetched ? 1 : 0;
    }
    return fetched;
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("clipstream-fetch"))
        .count();
  }
}
