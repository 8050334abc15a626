package io.clipstream.operators.tagging;

import io.clipstream.control.DefinitionStore;
import java.util.Map;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;

/** Keeps the definitions in broadcast state, alike on every subtask. */
record BroadcastEntries(BroadcastState<String, byte[]> state) implements DefinitionStore.Entries {
  /** Describes the state; its name and types are part of every savepoint. */
  static final MapStateDescriptor<String, byte[]> DESCRIPTOR =
      new MapStateDescriptor<>(
          "definitions",
          BasicTypeInfo.STRING_TYPE_INFO,
          PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  @Override
  public Iterable<Map.Entry<String, byte[]>> entries() throws Exception {
    return state.entries();
  }

  @Override
  public void put(String name, byte[] value) throws Exception {
    state.put(name, value);
  }

  @Override
  public void remove(String name) throws Exception {
    state.remove(name);
  }
}
