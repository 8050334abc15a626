package io.clipstream.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clipstream.benchmarks.Asker.Search;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Someone who looks on: a client of the event stream, which may fetch the picture of each result
 * too, as browsers do.
 */
final class EventReader implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** As many as a browser asks for at a time; what it has no time for it leaves out. */
  private static final int PICTURES_AT_ONCE = 6;

  private final Asker asker;
  private final boolean looks;
  private final Latencies events;
  private final Latencies pictures;
  private final InputStream stream;
  private final ExecutorService fetchers = Executors.newFixedThreadPool(PICTURES_AT_ONCE);
  private final AtomicInteger fetching = new AtomicInteger();
  private volatile long counted;
  private volatile long sent;

  /**
   * @param events takes how long after they were tagged results came
   * @param pictures takes how long their pictures took
   */
  EventReader(int port, boolean looks, Latencies events, Latencies pictures)
      throws IOException, InterruptedException {
    this.asker = new Asker(port);
    this.looks = looks;
    this.events = events;
    this.pictures = pictures;
    this.stream = asker.open("/api/stream");
    Thread thread = new Thread(this::read, "event-reader");
    thread.setDaemon(true);
    thread.start();
  }

  /** Results that there were, as the server counts. */
  long counted() {
    return counted;
  }

  /** Of those, results that were sent. */
  long sent() {
    return sent;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String name = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          name = line.substring("event: ".length());
        } else if (line.startsWith("data: ")) {
          take(name, line.substring("data: ".length()));
        }
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void take(String name, String data) throws IOException {
    if (name.equals("result")) {
      JsonNode result = JSON.readTree(data);
      events.add(System.currentTimeMillis() - result.get("taggedAt").asLong());
      if (looks && mayFetch()) {
        fetchers.execute(() -> fetch(result.get("image")));
      }
    } else if (name.equals("counts")) {
      JsonNode counts = JSON.readTree(data);
      counted = counts.get("counted").asLong();
      sent = counts.get("sent").asLong();
    }
  }

  private boolean mayFetch() {
    boolean may = fetching.incrementAndGet() <= PICTURES_AT_ONCE;
    if (!may) {
      fetching.decrementAndGet();
    }
    return may;
  }

  private void fetch(JsonNode image) {
    try {
      long begin = System.nanoTime();
      String address = "/api/pictures/" + image.get("partition") + "/" + image.get("offset");
      asker.ask(Search.get("picture", address + "?side=320"));
      pictures.add((System.nanoTime() - begin) / 1_000_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      fetching.decrementAndGet();
    }
  }

  @Override
  public void close() throws IOException {
    fetchers.shutdownNow();
    stream.close();
  }
}
