package io.clipstream.operators.learning;

import io.clipstream.learning.RoundMemory;
import io.clipstream.learning.RoundStateCodec;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;

/** The operator's memory in Flink's state, and what earlier versions left there. */
final class RoundState {
  private final ListState<byte[]> state;
  private final ListState<String> ofEarlierVersions;

  RoundState(OperatorStateStore store) throws Exception {
    state =
        store.getListState(
            new ListStateDescriptor<>(
                "round-state", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    ofEarlierVersions = store.getListState(new ListStateDescriptor<>("rounds", Types.STRING));
  }

  Optional<RoundMemory> read() throws Exception {
    for (byte[] bytes : state.get()) {
      return Optional.of(RoundStateCodec.decode(bytes));
    }
    for (String text : ofEarlierVersions.get()) {
      return Optional.of(RoundMemory.ofText(text));
    }
    return Optional.empty();
  }

  void write(RoundMemory memory) throws Exception {
    state.update(List.of(RoundStateCodec.encode(memory)));
    ofEarlierVersions.clear();
  }
}
