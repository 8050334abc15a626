package io.clipstream.jobs.kafka;

import io.clipstream.control.RawRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;

/**
 * A reader with an end that says to Kafka how far it has read before it is closed. The connector's
 * own hands that on to a thread that is stopped right after, and the run that follows would read
 * again what this one has read. For the task thread.
 */
final class EndCommittingReader implements SourceReader<RawRecord, KafkaPartitionSplit> {
  private final SourceReader<RawRecord, KafkaPartitionSplit> reader;
  private final GroupOffsets group;

  /** The offset behind the last record that was handed on. */
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** How far everything was read at the checkpoints that came after all had been read. */
  private final TreeMap<Long, Map<TopicPartition, Long>> ends = new TreeMap<>();

  private boolean hasAllSplits;

  EndCommittingReader(SourceReader<RawRecord, KafkaPartitionSplit> reader, GroupOffsets group) {
    this.reader = reader;
    this.group = group;
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public InputStatus pollNext(ReaderOutput<RawRecord> output) throws Exception {
    return reader.pollNext(new NotingReaderOutput(output));
  }

  /** Also holds the partitions that have been read, as ones without a record to come. */
  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
    List<KafkaPartitionSplit> unread = reader.snapshotState(checkpoint);
    if (hasAllSplits && unread.isEmpty()) {
      ends.put(checkpoint, Map.copyOf(positions));
    }
    return Stream.concat(unread.stream(), read(unread)).toList();
  }

  private Stream<KafkaPartitionSplit> read(List<KafkaPartitionSplit> unread) {
    Set<TopicPartition> open = new HashSet<>();
    unread.forEach(split -> open.add(split.getTopicPartition()));
    return positions.entrySet().stream()
        .filter(read -> !open.contains(read.getKey()))
        .map(read -> new KafkaPartitionSplit(read.getKey(), read.getValue(), read.getValue()));
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    reader.notifyCheckpointComplete(checkpoint);
    Map<TopicPartition, Long> end = ends.get(checkpoint);
    ends.headMap(checkpoint, true).clear();
    if (end != null) {
      group.commit(end);
    }
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    reader.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return reader.isAvailable();
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    for (KafkaPartitionSplit split : splits) {
      if (split.getStartingOffset() >= 0) { // else it says where to look, and is no offset
        positions.put(split.getTopicPartition(), split.getStartingOffset());
      }
    }
    reader.addSplits(splits);
  }

  @Override
  public void notifyNoMoreSplits() {
    hasAllSplits = true;
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
    reader.pauseOrResumeSplits(toPause, toResume);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }

  private void note(RawRecord record) {
    positions.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
  }

  /** Notes what is handed on. */
  private class NotingOutput<O extends SourceOutput<RawRecord>> implements SourceOutput<RawRecord> {
    final O output;

    NotingOutput(O output) {
      this.output = output;
    }

    @Override
    public void collect(RawRecord record) {
      output.collect(record);
      note(record);
    }

    @Override
    public void collect(RawRecord record, long timestamp) {
      output.collect(record, timestamp);
      note(record);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
      output.emitWatermark(watermark);
    }

    @Override
    public void markIdle() {
      output.markIdle();
    }

    @Override
    public void markActive() {
      output.markActive();
    }
  }

  private final class NotingReaderOutput extends NotingOutput<ReaderOutput<RawRecord>>
      implements ReaderOutput<RawRecord> {
    NotingReaderOutput(ReaderOutput<RawRecord> output) {
      super(output);
    }

    @Override
    public SourceOutput<RawRecord> createOutputForSplit(String split) {
      return new NotingOutput<>(output.createOutputForSplit(split));
    }

    @Override
    public void releaseOutputForSplit(String split) {
      output.releaseOutputForSplit(split);
    }
  }
}
