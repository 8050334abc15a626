package io.clipstream.model.zeroshot;

/**
 * A label that a picture may carry.
 *
 * @param label its name
 * @param score 0 to 1, as {@link Scoring} defines
 * @param similarity cosine of the picture's and the label's embedding, -1 to 1
 */
public record ScoredLabel(String label, float score, float similarity) {}
