package io.clipstream.operators.generation;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which checkpoint a subtask serves with and which it makes ready, as a table of transitions
 * without clocks, threads or models. Only what a phase names is made or kept.
 *
 * <pre>
 * Starting ── the candidate may start ──► Serving ── another is wanted ──► Swapping
 *     │ ▲                                   ▲ ▲                              │ │
 *     └─┘ the candidate broke:              │ └── no longer wanted, or broke ┘ │
 *         the next one                      └──────── may take over ───────────┘
 * </pre>
 *
 * @param <C> a checkpoint
 */
sealed interface Phase<C> {
  /**
   * What a transition depends on.
   *
   * @param candidates what a start may serve with, best first
   * @param wanted what the control log says
   * @param isBroken whether a checkpoint could not be used and is not to be tried again yet
   * @param mayStart whether a candidate is ready enough to serve where nothing serves
   * @param mayTakeOver whether a coming checkpoint lacks nothing that the active one has
   */
  record Situation<C>(
      List<C> candidates,
      Optional<C> wanted,
      Predicate<C> isBroken,
      Predicate<C> mayStart,
      Predicate<C> mayTakeOver) {}

  /** The phase that follows; the same one if nothing is to change. */
  Phase<C> next(Situation<C> now);

  /** What serves. */
  Optional<C> active();

  /** What is being made ready. */
  Optional<C> coming();

  /** Nothing serves yet. */
  record Starting<C>(Optional<C> coming) implements Phase<C> {
    @Override
    public Phase<C> next(Situation<C> now) {
      Optional<C> going = coming.filter(now.candidates()::contains).filter(now.isBroken().negate());
      if (going.filter(now.mayStart()).isPresent()) {
        return new Serving<>(going.get());
      }
      return going.isPresent()
          ? this
          : new Starting<>(now.candidates().stream().filter(now.isBroken().negate()).findFirst());
    }

    @Override
    public Optional<C> active() {
      return Optional.empty();
    }
  }

  /** One serves, and nothing else is wanted or can be had. */
  record Serving<C>(C checkpoint) implements Phase<C> {
    @Override
    public Phase<C> next(Situation<C> now) {
      Optional<C> other =
          now.wanted().filter(c -> !c.equals(checkpoint)).filter(now.isBroken().negate());
      return other.isPresent() ? new Swapping<>(checkpoint, other.get()) : this;
    }

    @Override
    public Optional<C> active() {
      return Optional.of(checkpoint);
    }

    @Override
    public Optional<C> coming() {
      return Optional.empty();
    }
  }

  /** One serves while another is made ready. */
  record Swapping<C>(C checkpoint, C successor) implements Phase<C> {
    @Override
    public Phase<C> next(Situation<C> now) {
      if (!now.wanted().equals(Optional.of(successor)) || now.isBroken().test(successor)) {
        return new Serving<>(checkpoint);
      }
      return now.mayTakeOver().test(successor) ? new Serving<>(successor) : this;
    }

    @Override
    public Optional<C> active() {
      return Optional.of(checkpoint);
    }

    @Override
    public Optional<C> coming() {
      return Optional.of(successor);
    }
  }
}
