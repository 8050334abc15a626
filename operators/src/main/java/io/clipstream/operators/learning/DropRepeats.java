package io.clipstream.operators.learning;

import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets each content through once, as long as it is remembered. Keyed by the content's hash. What
 * comes again later stands in the store twice, and is read once.
 */
public final class DropRepeats extends KeyedProcessFunction<String, PairRecord, PairRecord> {
  private static final long serialVersionUID = 1L;

  private final Duration memory;
  private transient ValueState<Boolean> seen;

  /**
   * @param memory how long a content is remembered after it came last
   */
  public DropRepeats(Duration memory) {
    this.memory = memory;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<Boolean> descriptor = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
    descriptor.enableTimeToLive(StateTtlConfig.newBuilder(memory).build());
    seen = getRuntimeContext().getState(descriptor);
  }

  @Override
  public void processElement(PairRecord pair, Context context, Collector<PairRecord> out)
      throws Exception {
    if (seen.value() == null) {
      out.collect(pair);
    }
    seen.update(true);
  }
}
