package io.clipstream.operators.generation;

import io.clipstream.model.Precision;
import io.clipstream.model.encoder.Kernels;

/**
 * A checkpoint as it is loaded.
 *
 * @param sha256 of its SHA256SUMS
 * @param device by the name that PyTorch gives it
 * @param kernels by which rule the CPU multiplies
 */
public record ModelKey(String sha256, String device, Precision precision, Kernels kernels) {}
