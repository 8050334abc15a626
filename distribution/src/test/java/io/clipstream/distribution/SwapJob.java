package io.clipstream.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.jobs.TaggingJob;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.StatusEvent;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * A tagging job on a cluster with pictures streaming into it from its start to its end, and what it
 * has said and made.
 */
final class SwapJob implements AutoCloseable {
  private final SessionCluster cluster;
  private final PictureStream stream;
  private final List<String> settings;
  private final Announcer announcer;
  private final StatusBoard status;
  private final TopicTail<TagEvent> tail;
  private final List<TagEvent> results = new ArrayList<>();
  private final SteadySender sender;
  private String id;
  private int parallelism;

  /**
   * @param settings of the job, beside its topics
   * @param contents of the label set; revisions take turns at them
   */
  SwapJob(
      SessionCluster cluster,
      PictureStream stream,
      List<String> settings,
      List<LabelSet> contents,
      List<byte[]> pictures) {
    this.cluster = cluster;
    this.stream = stream;
    this.settings = settings;
    this.announcer = new Announcer(stream, contents);
    this.status = new StatusBoard(stream.tail(Topic.STATUS, StatusEvent.class));
    this.tail = stream.tail(Topic.TAGS, TagEvent.class);
    this.sender = new SteadySender(stream, pictures);
  }

  /** Submits the job, with or without (null) state. */
  void run(int subtasks, String savepoint) {
    parallelism = subtasks;
    status.forget();
    List<String> arguments = new ArrayList<>(stream.arguments());
    arguments.addAll(settings);
    String jar = cluster.rest().upload(ClassPaths.JOB_JAR);
    id = cluster.rest().run(jar, TaggingJob.class.getName(), subtasks, arguments, savepoint);
  }

  /** Stops the job; the result is where its state lies. */
  String stop(Path savepoints) {
    String request = cluster.rest().stop(id, savepoints);
    AtomicReference<String> found = new AtomicReference<>();
    await(
        "the savepoint",
        () -> {
          cluster.rest().savepoint(id, request).ifPresent(found::set);
          return found.get() != null;
        });
    cluster.awaitEnd(id, "FINISHED");
    return found.get();
  }

  void announce(CheckpointEvent checkpoint) {
    announcer.announce(checkpoint);
  }

  /** Publishes the next revision of the label set, with other content than the one before. */
  long publishLabels() {
    return announcer.publishLabels();
  }

  /** The latest revision of the label set. */
  long revision() {
    return announcer.revision();
  }

  String topic(Topic topic) {
    return stream.name(topic);
  }

  StatusBoard status() {
    return status;
  }

  /** How often the job has failed and was started anew. */
  int failures() {
    return cluster.rest().failures(id);
  }

  /** Flink itself may have restarted the job, on a machine that is too busy for its heartbeats. */
  void requireNoFailureOfOurs() {
    assertThat(cluster.rest().exceptions(id)).doesNotContain("io.clipstream");
  }

  /** Waits until every subtask serves with the checkpoint and the latest revision. */
  void awaitAll(String checkpoint) {
    await(
        checkpoint + " revision " + revision() + " everywhere",
        () ->
            status.areAll(parallelism, checkpoint, revision())
                && cluster.taskManagerPids().containsAll(status.pids(parallelism)));
  }

  /** Waits until every subtask serves with the checkpoint and the latest revision, still. */
  void awaitServing(String checkpoint) {
    await(checkpoint, () -> status.areAll(parallelism, checkpoint, revision()));
  }

  /** Waits until every subtask says that it prepares the checkpoint. */
  void awaitPreparing(String checkpoint) {
    await(checkpoint + " pending", () -> status.areAllPreparing(parallelism, checkpoint));
  }

  /** Waits until there is a committed result with that checkpoint and revision. */
  void awaitStamp(String checkpoint, long ofLabels) {
    await(
        "a result of " + checkpoint + " and revision " + ofLabels,
        () ->
            results().stream()
                .anyMatch(
                    result ->
                        result.getCheckpointId().equals(checkpoint)
                            && result.getLabelSetRevision() == ofLabels));
  }

  void await(String what, Callable<Boolean> condition) {
    Eventually.holds(what, condition, () -> status.now() + "\n" + cluster.evidence(id));
  }

  /** The committed results so far. */
  List<TagEvent> results() {
    results.addAll(tail.more());
    return results;
  }

  /**
   * Ends the stream and waits for the rest of the results. There must be one for each picture, with
   * the scores of what it names.
   */
  List<TagEvent> finish(ExpectedScores expected) {
    int sent = sender.stop();
    await(sent + " results", () -> results().size() >= sent);
    cluster.cancelAll();
    assertThat(results()).as("results").hasSize(sent);
    assertThat(stream.deadLetters()).as("dead letters").isZero();
    Set<String> images = results.stream().map(TagEvent::getImageId).collect(Collectors.toSet());
    assertThat(images).as("images with a result").hasSize(sent);
    results.forEach(result -> expected.check(result, kind(result)));
    return results;
  }

  /** The place of a result's picture among the pictures. */
  int kind(TagEvent result) {
    return sender.kind(result.getImageId());
  }

  /** Results by what they are stamped with, for people. */
  Map<String, Long> stamps() {
    return results.stream()
        .collect(
            Collectors.groupingBy(
                result -> result.getCheckpointId() + "/" + result.getLabelSetRevision(),
                TreeMap::new,
                Collectors.counting()));
  }

  @Override
  public void close() {
    sender.close();
    cluster.cancelAll();
    tail.close();
    status.close();
    stream.close();
  }
}
