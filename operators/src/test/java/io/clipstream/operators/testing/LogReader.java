package io.clipstream.operators.testing;

import io.clipstream.control.ControlLogReader;
import io.clipstream.control.ControlRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Control logs in memory, found by name: a reader is serialised on its way to the operator. */
public record LogReader(String name) implements ControlLogReader {
  private static final Map<String, List<ControlRecord>> LOGS = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> READS = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> RECORDS = new ConcurrentHashMap<>();

  public static LogReader of(String name, ControlRecord... records) {
    LOGS.put(name, new ArrayList<>(List.of(records)));
    READS.put(name, new AtomicInteger());
    RECORDS.put(name, new AtomicInteger());
    return new LogReader(name);
  }

  public void append(ControlRecord record) {
    List<ControlRecord> log = LOGS.get(name);
    synchronized (log) {
      log.add(record);
    }
  }

  /** How often the logs were read. */
  public int reads() {
    return READS.get(name).get();
  }

  /** Records that were handed out, to all who read. */
  public int records() {
    return RECORDS.get(name).get();
  }

  @Override
  public void read(Known known, Duration patience, Consumer<ControlRecord> to) {
    READS.get(name).incrementAndGet();
    List<ControlRecord> log = LOGS.get(name);
    List<ControlRecord> now;
    synchronized (log) {
      now = List.copyOf(log);
    }
    for (ControlRecord record : now) {
      String partition = record.record().topic() + "-" + record.record().partition();
      if (record.record().offset() > known.upTo(record.log(), partition)) {
        RECORDS.get(name).incrementAndGet();
        to.accept(record);
      }
    }
  }
}
