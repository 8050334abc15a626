package io.clipstream.distribution.probe;

import java.nio.file.Path;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that does nothing but run a little native code, for what only concerns the cluster. */
public final class ProbeJob {
  private ProbeJob() {}

  /** Takes the directory in which the probe looks for its orders and leaves its findings. */
  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.fromSource(
            new NumberSequenceSource(0, Long.MAX_VALUE - 1),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .map(new NativeProbe(Path.of(args[0]).toString()))
        .sinkTo(new DiscardingSink<>());
    env.execute("probe");
  }
}
