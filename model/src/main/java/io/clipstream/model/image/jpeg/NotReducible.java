package io.clipstream.model.image.jpeg;

/** The picture is damaged or uses what is not decoded here; a full decoder is to judge it. */
public final class NotReducible extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotReducible(String message) {
    super(message, null, false, false);
  }
}
