package io.clipstream.learning.rounds;

import io.clipstream.model.evaluation.LabelledSet;
import io.clipstream.model.evaluation.LabelledSet.Example;
import io.clipstream.model.text.PromptTemplates;
import io.clipstream.model.training.data.Pair;
import io.clipstream.model.training.data.PairStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Pairs of earlier rounds, then pictures of the pinned sets with their classes for captions. */
final class KnownPairs implements PairStream {
  private final PairStream earlier;
  private final Iterator<Example> pinned;
  private final PromptTemplates templates;

  /**
   * @param count most that are taken of each pinned set, spread evenly over it
   */
  KnownPairs(PairStream earlier, List<LabelledSet> sets, PromptTemplates templates, int count) {
    this.earlier = earlier;
    this.templates = templates;
    List<Example> some = new ArrayList<>();
    for (LabelledSet set : sets) {
      int size = set.examples().size();
      int taken = Math.min(count, size);
      for (int i = 0; i < taken; i++) {
        some.add(set.examples().get((int) ((long) i * size / taken)));
      }
    }
    this.pinned = some.iterator();
  }

  @Override
  public Optional<Pair> next() throws IOException {
    Optional<Pair> next = earlier.next();
    while (next.isEmpty() && pinned.hasNext()) {
      next = pair(pinned.next());
    }
    return next;
  }

  /** Empty if the picture cannot be read: the pinned set's own measurement leaves it out too. */
  private Optional<Pair> pair(Example example) {
    try {
      byte[] image = Files.readAllBytes(example.path());
      List<String> caption = List.of(templates.fill(example.label()).get(0));
      return Optional.of(new Pair(example.path().toString(), () -> image, caption));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    earlier.close();
  }
}
