/**
 * Checkpoints and label sets as they serve a process: fetched, verified, encoded in the background,
 * shared by reference count. Start reading at {@link
 * io.clipstream.operators.generation.TaggingModel}.
 */
package io.clipstream.operators.generation;
