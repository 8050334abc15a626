package io.clipstream.jobs.kafka;

import io.clipstream.control.RawRecord;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Counts what a reader hands on. */
final class Counted implements ReaderOutput<RawRecord> {
  private int count;

  int count() {
    return count;
  }

  @Override
  public void collect(RawRecord record) {
    count++;
  }

  @Override
  public void collect(RawRecord record, long timestamp) {
    count++;
  }

  @Override
  public void emitWatermark(Watermark watermark) {}

  @Override
  public void markIdle() {}

  @Override
  public void markActive() {}

  @Override
  public SourceOutput<RawRecord> createOutputForSplit(String split) {
    return this;
  }

  @Override
  public void releaseOutputForSplit(String split) {}
}
