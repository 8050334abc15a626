package io.clipstream.learning.store;

import io.clipstream.model.ModelException;

/** A pair store belongs to another job, or to another run of this one: trying again is no use. */
public final class StoreInUseException extends ModelException {
  private static final long serialVersionUID = 1L;

  StoreInUseException(String message) {
    super(message);
  }
}
