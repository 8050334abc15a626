package io.clipstream.model.encoder;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Arrays by name as a program takes them, handed to the engine once: with each call it would take a
 * microsecond an array, which one picture or text alone notices. Several threads may pass it to
 * {@link Program#infer} at once. It keeps the arrays' memory until it is closed, whatever becomes
 * of the arrays.
 */
public final class ArrayDictionary implements AutoCloseable {
  private final IValue value;

  private ArrayDictionary(IValue value) {
    this.value = value;
  }

  /** What is changed in the map later has no effect; what in the arrays has. */
  public static ArrayDictionary of(Map<String, NDArray> arrays) {
    Map<String, PtNDArray> native_ = new LinkedHashMap<>();
    arrays.forEach((name, array) -> native_.put(name, (PtNDArray) array));
    return new ArrayDictionary(IValue.stringMapFrom(native_));
  }

  IValue value() {
    return value;
  }

  /** Not while a call that takes it is running. */
  @Override
  public void close() {
    value.close();
  }
}
