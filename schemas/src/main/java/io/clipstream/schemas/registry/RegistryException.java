package io.clipstream.schemas.registry;

import io.clipstream.schemas.ResourceException;
import java.io.IOException;

/**
 * The schema registry did not do what was asked of it: it is down, slow, refuses us, or answers
 * what no registry answers. Never a fault of a record.
 */
public final class RegistryException extends ResourceException {
  private static final long serialVersionUID = 1L;

  RegistryException(String message) {
    this(message, new IOException(message));
  }

  RegistryException(String message, IOException cause) {
    super(message, cause);
  }
}
