package io.clipstream.model.training;

import io.clipstream.model.text.WordVectors;
import io.clipstream.model.training.data.WordLesson;

/**
 * What a training knows of words besides captions.
 *
 * @param vectors that tokens begin with, and whose words are in a new vocabulary
 * @param lesson what texts alone teach
 */
public record WordKnowledge(WordVectors vectors, WordLesson lesson) {
  /** Nothing. */
  public static final WordKnowledge NONE = new WordKnowledge(WordVectors.NONE, WordLesson.NONE);
}
