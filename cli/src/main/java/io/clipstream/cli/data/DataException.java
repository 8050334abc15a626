package io.clipstream.cli.data;

import io.clipstream.schemas.ResourceException;

/** Data that cannot be fetched or is not what it should be; the message says what to do. */
public final class DataException extends ResourceException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
