package io.clipstream.dashboard.status;

import io.clipstream.control.LabelSetInForce;
import io.clipstream.dashboard.deadletters.DeadLettersFeature;
import io.clipstream.dashboard.feature.Feature;
import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Route;
import io.clipstream.dashboard.ingest.Ingest;
import io.clipstream.dashboard.ingest.KafkaAccess;
import io.clipstream.dashboard.ingest.TopicReader;
import io.clipstream.dashboard.state.ControlLogs;
import io.clipstream.dashboard.state.JobStatuses;
import io.clipstream.dashboard.state.Rates;
import io.clipstream.dashboard.store.DeadLetters;
import io.clipstream.dashboard.store.IndexDatabase;
import io.clipstream.schemas.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What runs, and what was refused: for the line at the top of every view. */
public final class StatusFeature implements Feature {
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final long COUNT_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final KafkaAccess kafka;
  private final IndexDatabase index;
  private final ControlLogs control;
  private final JobStatuses statuses;
  private final Rates rates;
  private final Supplier<Ingest> ingest;
  private final Map<String, Supplier<Object>> numbers = new LinkedHashMap<>();
  private Map<String, Object> last = Map.of();
  private Map<String, Object> counted = Map.of();
  private long countedNanos = System.nanoTime() - COUNT_NANOS;
  private long lastNanos = System.nanoTime() - FRESH_NANOS;

  /**
   * @param ingest the reading, which is made of the features and so comes after them
   */
  public StatusFeature(
      KafkaAccess kafka, IndexDatabase index, Rates rates, Supplier<Ingest> ingest) {
    this.kafka = kafka;
    this.index = index;
    this.control = new ControlLogs(kafka);
    this.statuses = new JobStatuses(kafka);
    this.rates = rates;
    this.ingest = ingest;
  }

  /** The label sets and checkpoints in force. */
  public ControlLogs control() {
    return control;
  }

  /** What the jobs say. */
  public JobStatuses statuses() {
    return statuses;
  }

  /**
   * Tells with what runs something that another part of the dashboard counts; before it serves.
   *
   * @param number asked for every few seconds
   */
  public void add(String name, Supplier<Object> number) {
    numbers.put(name, number);
  }

  @Override
  public List<TopicReader> readers() {
    List<TopicReader> readers = new ArrayList<>(control.readers());
    readers.add(statuses);
    for (Topic topic : DeadLettersFeature.INPUTS) {
      readers.add(new DeadLetterReader(Topic.deadLetter(kafka.name(topic))));
    }
    return readers;
  }

  @Override
  public List<Route> routes() {
    return List.of(
        Route.get(
            "/api/state",
            "What runs: Kafka, jobs, checkpoints, label sets, rates.",
            context -> Json.answer(context, state())));
  }

  /** What runs; made anew twice a second at most, however many ask. */
  public synchronized Map<String, Object> state() {
    if (System.nanoTime() - lastNanos >= FRESH_NANOS) {
      last = make();
      lastNanos = System.nanoTime();
    }
    return last;
  }

  private Map<String, Object> make() {
    Ingest reading = ingest.get();
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("now", System.currentTimeMillis());
    state.put(
        "kafka",
        StatusLine.kafka(reading.standing(), kafka.address(), reading.unreadable().count()));
    state.put("jobs", StatusLine.jobs(statuses.all()));
    state.put(
        "checkpoints",
        control.checkpoints().values().stream().map(StatusLine::checkpoint).toList());
    state.put(
        "labelSets",
        control.labelSets().values().stream()
            .map(LabelSetInForce::set)
            .map(StatusLine::labelSet)
            .toList());
    state.put("rate", StatusLine.rate(rates.now()));
    state.putAll(counted());
    return state;
  }

  /** Counting takes the longer the more there are, so it is done more rarely. */
  private Map<String, Object> counted() {
    if (System.nanoTime() - countedNanos >= COUNT_NANOS) {
      countedNanos = System.nanoTime();
      Map<String, Object> now = new LinkedHashMap<>();
      now.put("rejected", DeadLetters.count(index.jdbi()));
      now.put("reasons", DeadLetters.reasons(index.jdbi()));
      numbers.forEach((name, number) -> now.put(name, number.get()));
      counted = now;
    }
    return counted;
  }
}
