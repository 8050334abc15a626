package io.clipstream.operators.generation;

import io.clipstream.control.LabelSetInForce;

/** A revision of a label set with its bank: what is stamped on a result and what scored it. */
public record BankInForce(LabelSetInForce definition, Lease<Bank> lease) {
  BankInForce share() {
    return new BankInForce(definition, lease.share());
  }

  void close() {
    lease.close();
  }
}
