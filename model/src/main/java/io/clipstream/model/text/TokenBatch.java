package io.clipstream.model.text;

/**
 * Token ids of some texts as a text tower takes them.
 *
 * @param ids row by row, {@code [texts, length]}
 * @param length of a row: that of the longest text where what lies behind the end token has no
 *     effect, else all positions
 */
public record TokenBatch(long[] ids, int length) {}
