package io.clipstream.model.training.data;

import java.io.IOException;

/** An encoded picture that is read when it is needed, on the thread that needs it. */
@FunctionalInterface
public interface ImageBytes {
  byte[] read() throws IOException;
}
