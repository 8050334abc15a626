package io.clipstream.operators.testing;

import io.clipstream.control.RawRecord;
import io.clipstream.operators.AttemptLog;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes in memory, which outlive an operator as those in Kafka do. */
public final class Notes implements AttemptLog {
  private static final long serialVersionUID = 1L;
  private static final Map<String, Map<String, String>> BY_NAME = new ConcurrentHashMap<>();
  private static final Map<String, List<String>> HISTORY = new ConcurrentHashMap<>();

  private final String name;

  /**
   * @param name of the log; one of the same name has the same notes
   */
  public Notes(String name) {
    this.name = name;
    BY_NAME.putIfAbsent(name, new ConcurrentHashMap<>());
  }

  /** By partition. */
  public Map<String, String> all() {
    return BY_NAME.get(name);
  }

  /** Every note that was ever written, in order. */
  public List<String> history() {
    return HISTORY.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>());
  }

  @Override
  public Session open() {
    return new Session() {
      @Override
      public Map<String, String> read() {
        return Map.copyOf(all());
      }

      @Override
      public void write(RawRecord record, String note) {
        all().put(record.topic() + "-" + record.partition(), note);
        history().add(note);
      }

      @Override
      public void close() {}
    };
  }
}
