/**
 * The operators that make pairs of captions, store them, and train on them in rounds while the
 * stream goes on.
 */
package io.clipstream.operators.learning;
