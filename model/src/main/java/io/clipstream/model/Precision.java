package io.clipstream.model;

/**
 * The type that the encoders compute in. Features and embeddings come out as float32 in any case.
 */
public enum Precision {
  FP32(6),
  /** Half precision, for CUDA. */
  FP16(5),
  /** Brain floating point, for CUDA and for processors with AVX512_BF16 or AMX. */
  BF16(15);

  private final long torchType;

  Precision(long torchType) {
    this.torchType = torchType;
  }

  /** The number by which PyTorch calls the type. */
  public long torchType() {
    return torchType;
  }
}
