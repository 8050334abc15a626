package io.clipstream.model.image.cost;

/** A picture costs more than it may; its decoding ends here. */
public final class OverBudget extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OverBudget(String message) {
    super(message, null, false, false); // no stack trace: hostile pictures may be frequent
  }
}
