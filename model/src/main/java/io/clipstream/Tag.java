package io.clipstream;

/**
 * A label that a picture may carry.
 *
 * @param label its name
 * @param score 0 to 1; the scores of all labels of a set add up to one, unless they are {@link
 *     ModelLoader#independent}
 * @param similarity cosine of the picture's and the label's embedding, -1 to 1
 */
public record Tag(String label, float score, float similarity) {}
