package io.clipstream.operators.generation;

import io.clipstream.control.Definitions;
import io.clipstream.control.LabelSetInForce;
import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.logging.Log;
import io.clipstream.schemas.logging.LogKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The checkpoints that a {@link Phase} names: each is loaded from when it is named to when it is
 * named no longer. For one thread.
 */
final class Candidates {
  private static final Log LOG = Log.of(Candidates.class);

  private final Definitions definitions;
  private final TaggingModel.Source source;
  private final StartCandidates beginning;
  private final Runnable ping;
  private final Map<CheckpointEvent, CandidateCheckpoint> open = new LinkedHashMap<>();

  /**
   * @param ping is called, by any thread, when one of them has something to look at
   */
  Candidates(
      Definitions definitions,
      TaggingModel.Source source,
      StartCandidates beginning,
      Runnable ping) {
    this.definitions = definitions;
    this.source = source;
    this.beginning = beginning;
    this.ping = ping;
  }

  /** One that the phase names. */
  CandidateCheckpoint get(CheckpointEvent event) {
    return open.get(event);
  }

  /** Begins to load what comes. */
  void open(Phase<CheckpointEvent> phase) {
    phase.coming().ifPresent(event -> open.computeIfAbsent(event, this::load));
  }

  private CandidateCheckpoint load(CheckpointEvent event) {
    LOG.with(LogKey.CHECKPOINT, event.getCheckpointId())
        .with(LogKey.PATH, event.getUri())
        .info("a checkpoint is loaded");
    return new CandidateCheckpoint(
        event,
        source,
        definitions.labelSets(),
        definitions::labelSetEdits,
        beginning.defaultSet(),
        beginning.embeddings(),
        ping);
  }

  /** Gives up what the phase does not name. */
  void closeOthers(Phase<CheckpointEvent> phase) {
    Set<CheckpointEvent> others = new LinkedHashSet<>(open.keySet());
    phase.active().ifPresent(others::remove);
    phase.coming().ifPresent(others::remove);
    others.forEach(event -> open.remove(event).close());
  }

  /** What label sets are called, each with each of the checkpoints, where something fails. */
  Stream<String> subjects(Collection<LabelSetInForce> sets) {
    return open.values().stream().flatMap(one -> sets.stream().map(one::subject));
  }

  /** The embeddings of labels with each of some checkpoints, be it loaded yet or not. */
  List<byte[]> embeddings(Stream<CheckpointEvent> events) {
    Map<ModelKey, List<byte[]>> pieces = new LinkedHashMap<>();
    events.forEach(
        event ->
            pieces.computeIfAbsent(TaggingModel.key(event, source), key -> embeddings(event, key)));
    return pieces.values().stream().flatMap(List::stream).toList();
  }

  private List<byte[]> embeddings(CheckpointEvent event, ModelKey key) {
    return Optional.ofNullable(open.get(event))
        .flatMap(CandidateCheckpoint::loaded)
        .map(EmbeddingState::pieces)
        .orElseGet(() -> beginning.embeddings().pieces(key));
  }

  void close() {
    open.values().forEach(CandidateCheckpoint::close);
    open.clear();
  }
}
