package io.clipstream.learning.store;

import io.clipstream.schemas.ResourceException;

/** A pair store belongs to another job, or to another run of this one: trying again is no use. */
public final class StoreInUseException extends ResourceException {
  private static final long serialVersionUID = 1L;

  StoreInUseException(String message) {
    super(message);
  }
}
