package io.clipstream.operators.generation;

/** The device could not do something, through no fault of what it was to be done with. */
final class DeviceFaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceFaultException(RuntimeException cause) {
    super("the device failed: " + cause.getMessage(), cause);
  }
}
