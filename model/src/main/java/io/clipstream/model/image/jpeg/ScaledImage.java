package io.clipstream.model.image.jpeg;

/**
 * A picture decoded at reduced scale.
 *
 * @param width in pixels, the original's divided by the reduction and rounded up
 * @param height likewise
 * @param argb opaque pixels in rows from the top
 */
public record ScaledImage(int width, int height, int[] argb) {}
