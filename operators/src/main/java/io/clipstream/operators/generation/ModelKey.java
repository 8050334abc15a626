package io.clipstream.operators.generation;

import io.clipstream.model.Precision;

/**
 * A checkpoint as it is loaded.
 *
 * @param sha256 of its SHA256SUMS
 * @param device by the name that PyTorch gives it
 */
public record ModelKey(String sha256, String device, Precision precision) {}
