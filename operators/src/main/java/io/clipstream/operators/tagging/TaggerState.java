package io.clipstream.operators.tagging;

import io.clipstream.control.ControlCodecs;
import io.clipstream.control.DefinitionStore;
import io.clipstream.control.Definitions;
import io.clipstream.control.RawRecord;
import io.clipstream.operators.generation.EmbeddingState;
import io.clipstream.operators.types.RecordTypes;
import io.clipstream.schemas.CheckpointEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * What a savepoint keeps: the definitions, alike on every subtask; which checkpoint each subtask
 * has in service; once, the embeddings of the labels, with that checkpoint and the coming one,
 * which every subtask gets back; and the images that wait for their label sets.
 */
final class TaggerState {
  private static final String EMBEDDINGS = "label-embeddings";
  private static final String ACTIVE = "active-checkpoint";
  private static final String WAITING = "waiting-images";

  private final BroadcastState<String, byte[]> definitions;
  private final ListState<byte[]> embeddings;
  private final ListState<byte[]> active;
  private final ListState<RawRecord> waiting;
  private final boolean isRestored;

  TaggerState(StateInitializationContext context) throws Exception {
    var store = context.getOperatorStateStore();
    this.definitions = store.getBroadcastState(BroadcastEntries.DESCRIPTOR);
    this.embeddings = store.getUnionListState(bytes(EMBEDDINGS));
    this.active = store.getUnionListState(bytes(ACTIVE));
    this.waiting = store.getListState(new ListStateDescriptor<>(WAITING, RecordTypes.RAW_RECORD));
    this.isRestored = context.isRestored() && definitions.entries().iterator().hasNext();
  }

  private static ListStateDescriptor<byte[]> bytes(String name) {
    return new ListStateDescriptor<>(name, PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
  }

  /** What the control logs said, which is kept here from now on. */
  Definitions definitions(TaggerSettings settings) {
    return definitions(settings, new DefinitionStore(new BroadcastEntries(definitions)));
  }

  /** Definitions of a job of these settings. */
  static Definitions definitions(TaggerSettings settings, DefinitionStore store) {
    return new Definitions(ControlCodecs.of(settings.wireFormat()), settings.model().rule(), store);
  }

  /** Whether there are definitions from an earlier run. */
  boolean isRestored() {
    return isRestored;
  }

  EmbeddingState embeddings() throws Exception {
    EmbeddingState restored = new EmbeddingState();
    for (byte[] piece : embeddings.get()) {
      restored.add(piece);
    }
    return restored;
  }

  /** The checkpoint that was in service: where subtasks differ, the wanted one if any had it. */
  Optional<CheckpointEvent> lastActive(Optional<CheckpointEvent> wanted) throws Exception {
    List<CheckpointEvent> served = new ArrayList<>();
    active.get().forEach(bytes -> served.add(DefinitionStore.decodeCheckpoint(bytes)));
    return wanted.filter(served::contains).or(() -> served.stream().findFirst());
  }

  /** Images that waited for their label sets. */
  List<RawRecord> waiting() throws Exception {
    List<RawRecord> images = new ArrayList<>();
    waiting.get().forEach(images::add);
    return images;
  }

  /**
   * @param serving the checkpoint in service
   * @param pieces of label embeddings; none on all subtasks but one
   * @param images that wait for their label sets
   */
  void snapshot(Optional<CheckpointEvent> serving, List<byte[]> pieces, List<RawRecord> images)
      throws Exception {
    embeddings.update(pieces);
    active.update(serving.map(DefinitionStore::encode).map(List::of).orElseGet(List::of));
    waiting.update(images);
  }
}
