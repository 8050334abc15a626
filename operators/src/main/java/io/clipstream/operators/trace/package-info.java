/** Traces of pictures by OpenTelemetry: what of a picture's way is told to whom. */
package io.clipstream.operators.trace;
