package io.clipstream.control;

import io.clipstream.schemas.CheckpointEvent;
import io.clipstream.schemas.LabelSet;
import io.clipstream.schemas.codec.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;

/**
 * The definitions as they are kept: by kind and name, the values in Avro's single-object encoding,
 * so that what an earlier schema wrote is read.
 */
public final class DefinitionStore {
  /** What keeps bytes by name: a job's broadcast state. The names are part of every savepoint. */
  public interface Entries {
    Iterable<Map.Entry<String, byte[]>> entries() throws Exception;

    void put(String name, byte[] value) throws Exception;

    void remove(String name) throws Exception;
  }

  private static final String SET = "set/";
  private static final String POSITION = "position/";
  private static final String ORIGIN = "origin/";
  private static final String ORPHAN = "orphan/";
  private static final String CHECKPOINT = "checkpoint";
  private static final String RULE = "rule";
  private static final AvroCodec<LabelSet> SETS = AvroCodec.singleObject(LabelSet.class);
  private static final AvroCodec<CheckpointEvent> CHECKPOINTS =
      AvroCodec.singleObject(CheckpointEvent.class);

  private final Optional<Entries> kept;

  public DefinitionStore(Entries entries) {
    this(Optional.of(entries));
  }

  private DefinitionStore(Optional<Entries> kept) {
    this.kept = kept;
  }

  /** Keeps nothing. */
  public static DefinitionStore none() {
    return new DefinitionStore(Optional.empty());
  }

  void restore(
      Consumer<LabelSet> sets,
      Consumer<CheckpointEvent> checkpoint,
      BiConsumer<String, Long> at,
      BiConsumer<String, Long> origins,
      Consumer<String> orphans) {
    for (Map.Entry<String, byte[]> entry : entries()) {
      String key = entry.getKey();
      if (key.startsWith(SET)) {
        sets.accept(decode(SETS, entry.getValue()));
      } else if (key.startsWith(POSITION)) {
        at.accept(key.substring(POSITION.length()), number(entry.getValue()));
      } else if (key.startsWith(ORIGIN)) {
        origins.accept(key.substring(ORIGIN.length()), number(entry.getValue()));
      } else if (key.startsWith(ORPHAN)) {
        orphans.accept(key.substring(ORPHAN.length()));
      } else if (key.equals(CHECKPOINT)) {
        checkpoint.accept(decode(CHECKPOINTS, entry.getValue()));
      }
    }
  }

  /** The rule by which the checkpoint was chosen; empty in state of versions that kept none. */
  Optional<String> rule() {
    for (Map.Entry<String, byte[]> entry : entries()) {
      if (entry.getKey().equals(RULE)) {
        return Optional.of(new String(entry.getValue(), StandardCharsets.UTF_8));
      }
    }
    return Optional.empty();
  }

  void rule(String text) {
    write(RULE, text.getBytes(StandardCharsets.UTF_8));
  }

  void put(LabelSet set) {
    putSet(set.getId(), () -> encode(set));
  }

  /**
   * @param value is asked only if it is kept: a million revisions are read where nothing is
   */
  void putSet(String id, Supplier<byte[]> value) {
    if (kept.isPresent()) {
      write(SET + id, value.get());
    }
  }

  /** A label set as bytes for state. */
  static byte[] encode(LabelSet set) {
    return SETS.encode(set);
  }

  void deleteSet(String id) {
    write(SET + id, null);
  }

  void put(CheckpointEvent event) {
    write(CHECKPOINT, CHECKPOINTS.encode(event));
  }

  void deleteCheckpoint() {
    write(CHECKPOINT, null);
  }

  void position(String log, long offset) {
    write(POSITION + log, bytes(offset));
  }

  void deletePosition(String log) {
    write(POSITION + log, null);
  }

  /** What tells a log from another of its name. */
  void origin(String log, long fingerprint) {
    write(ORIGIN + log, bytes(fingerprint));
  }

  /** A label set that came from a log before the present one. */
  void orphan(String id) {
    write(ORPHAN + id, new byte[0]);
  }

  void deleteOrphan(String id) {
    write(ORPHAN + id, null);
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  private static long number(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }

  /** A checkpoint's announcement as bytes for state. */
  public static byte[] encode(CheckpointEvent event) {
    return CHECKPOINTS.encode(event);
  }

  /** The announcement in such bytes. */
  public static CheckpointEvent decodeCheckpoint(byte[] bytes) {
    return decode(CHECKPOINTS, bytes);
  }

  private static <T extends SpecificRecord> T decode(AvroCodec<T> codec, byte[] bytes) {
    return codec
        .decode(bytes)
        .orElseThrow(why -> new IllegalStateException("definitions in state: " + why));
  }

  private Iterable<Map.Entry<String, byte[]>> entries() {
    try {
      return kept.isPresent() ? kept.get().entries() : List.of();
    } catch (Exception e) {
      throw new IllegalStateException("the state of the definitions cannot be read", e);
    }
  }

  private void write(String key, byte[] value) {
    if (kept.isEmpty()) {
      return;
    }
    try {
      if (value == null) {
        kept.get().remove(key);
      } else {
        kept.get().put(key, value);
      }
    } catch (Exception e) {
      throw new IllegalStateException("the state of the definitions cannot be written", e);
    }
  }
}
