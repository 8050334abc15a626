package io.clipstream.operators.learning;

import io.clipstream.learning.store.Split;
import io.clipstream.operators.PairRecord;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets each content of a picture through once, as long as it is remembered. Keyed by the picture's
 * id: when its pairs are taken back, what was taken back may come again, and is no repeat. What
 * comes again later, or under another id, stands in the store twice, and is read once.
 */
public final class DropRepeats extends KeyedProcessFunction<String, PairRecord, PairRecord> {
  private static final long serialVersionUID = 1L;

  private final Duration memory;
  private transient MapState<String, Boolean> contents;
  private transient ValueState<Boolean> ofEarlierVersions;

  /**
   * @param memory how long a content is remembered after it came last
   */
  public DropRepeats(Duration memory) {
    this.memory = memory;
  }

  @Override
  public void open(OpenContext context) {
    StateTtlConfig ttl = StateTtlConfig.newBuilder(memory).build();
    MapStateDescriptor<String, Boolean> descriptor =
        new MapStateDescriptor<>("contents", Types.STRING, Types.BOOLEAN);
    descriptor.enableTimeToLive(ttl);
    contents = getRuntimeContext().getMapState(descriptor);
    ValueStateDescriptor<Boolean> earlier = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
    earlier.enableTimeToLive(ttl);
    ofEarlierVersions = getRuntimeContext().getState(earlier);
  }

  @Override
  public void processElement(PairRecord pair, Context context, Collector<PairRecord> out)
      throws Exception {
    ofEarlierVersions.clear(); // was keyed by contents; each access lets some of it expire
    boolean repeated = contents.contains(pair.contentHash());
    if (!repeated && pair.split() == Split.RETRACTIONS) {
      contents.clear();
    }
    contents.put(pair.contentHash(), true);
    if (!repeated) {
      out.collect(pair);
    }
  }
}
