package io.clipstream.model.training.data;

import io.clipstream.schemas.SettingException;
import java.util.List;

/** What texts alone teach the text encoder, beside pairs of pictures and captions. */
public sealed interface WordLesson {
  /** Nothing. */
  record None() implements WordLesson {
    @Override
    public List<Glossary.Meaning> draw(int count, long seed, long step) {
      return List.of();
    }

    @Override
    public double weight() {
      return 0;
    }

    @Override
    public String described() {
      return "";
    }
  }

  /**
   * That the terms of a glossary mean what it says.
   *
   * @param weight of this loss beside that of the pairs, above 0
   */
  record OfGlossary(Glossary glossary, double weight) implements WordLesson {
    public OfGlossary {
      if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
        throw new SettingException(
            "the glossary's weight is " + weight + ", expected a number above 0");
      }
    }

    @Override
    public List<Glossary.Meaning> draw(int count, long seed, long step) {
      return glossary.draw(count, seed, step);
    }

    @Override
    public String described() {
      return " glossary " + glossary.name() + " " + glossary.entries().size() + " * " + weight;
    }
  }

  WordLesson NONE = new None();

  /** Up to that many terms, each with a meaning; they follow from the seed and the step. */
  List<Glossary.Meaning> draw(int count, long seed, long step);

  double weight();

  /** What decides on it, for the description of a run; nothing where it teaches nothing. */
  String described();
}
