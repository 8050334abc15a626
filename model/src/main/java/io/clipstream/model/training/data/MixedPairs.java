package io.clipstream.model.training.data;

import io.clipstream.model.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * Several sources of known sizes as one: each pair comes from a source with a chance proportional
 * to what is left of it, so that small and large sources end together.
 */
public final class MixedPairs implements PairSource {
  private final List<Sized> sources;

  /**
   * A source and how many pairs an epoch of it has.
   *
   * @param size an estimate does: what remains when others are through comes last
   */
  public record Sized(PairSource source, int size) {}

  /** Sources of no size are left out. */
  public MixedPairs(List<Sized> sources) {
    this.sources = sources.stream().filter(sized -> sized.size() > 0).toList();
    if (this.sources.isEmpty()) {
      throw new ModelException("there are no pairs to mix, expected one or more");
    }
  }

  /** Pairs in an epoch. */
  public int size() {
    return sources.stream().mapToInt(Sized::size).sum();
  }

  @Override
  public String name() {
    return sources.stream()
        .map(s -> s.source().name())
        .distinct()
        .collect(Collectors.joining(", "));
  }

  @Override
  public PairStream stream(long seed, int epoch) throws IOException {
    List<Open> open = new ArrayList<>();
    for (int i = 0; i < sources.size(); i++) {
      Sized sized = sources.get(i);
      open.add(new Open(sized.source().stream(Seeds.mix(seed, i), epoch), sized.size()));
    }
    return new Mixed(open, new SplittableRandom(Seeds.mix(seed, epoch)));
  }

  private static final class Open {
    private final PairStream stream;
    private int left;

    private Open(PairStream stream, int left) {
      this.stream = stream;
      this.left = left;
    }
  }

  private record Mixed(List<Open> open, SplittableRandom random) implements PairStream {
    @Override
    public Optional<Pair> next() throws IOException {
      while (!open.isEmpty()) {
        Open chosen = choose();
        chosen.left = Math.max(1, chosen.left - 1);
        Optional<Pair> pair = chosen.stream.next();
        if (pair.isPresent()) {
          return pair;
        }
        open.remove(chosen);
        chosen.stream.close();
      }
      return Optional.empty();
    }

    private Open choose() {
      int place = random.nextInt(open.stream().mapToInt(o -> o.left).sum());
      for (Open candidate : open) {
        place -= candidate.left;
        if (place < 0) {
          return candidate;
        }
      }
      throw new IllegalStateException("a place beyond the sum");
    }

    @Override
    public void close() throws IOException {
      for (Open source : open) {
        source.stream.close();
      }
    }
  }
}
