package io.clipstream.dashboard.feature;

import io.clipstream.dashboard.http.Callback;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.store.Forgetting;
import java.util.List;

/** A part of the dashboard: what it reads of the topics, and the addresses it answers. */
public interface Feature extends AutoCloseable {
  /** Readers of topics, called by the one thread that reads. */
  default List<TopicReader> readers() {
    return List.of();
  }

  /** What it keeps in the index besides results and dead letters, and how that is forgotten. */
  default List<Forgetting> forgetting() {
    return List.of();
  }

  /** Addresses, each with what the document at /openapi.json says of it. */
  default List<Route> routes() {
    return List.of();
  }

  /** What it sends to others, each with what the document at /openapi.json says of it. */
  default List<Callback> callbacks() {
    return List.of();
  }

  /** Begins what it does by itself; the addresses are answered by now. */
  default void start() {}

  @Override
  default void close() {}
}
