package io.clipstream.operators.generation;

/**
 * What the decoding of a picture tells beside its pixels.
 *
 * @param width in pixels
 * @param height likewise
 * @param thumbnail a small JPEG, or null where none is wanted; nobody writes into it
 */
@SuppressWarnings("ArrayRecordComponent")
public record PictureFacts(int width, int height, byte[] thumbnail) {}
