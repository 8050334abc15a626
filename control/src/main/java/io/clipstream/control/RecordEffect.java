package io.clipstream.control;

import java.util.Optional;
import java.util.function.Consumer;

/** What a record of a control log does to what is in force. */
public sealed interface RecordEffect {
  /** Whether something else is in force now. */
  boolean isChange();

  /** What is to be said of it to people. */
  void ifChanged(Consumer<String> to);

  /** The dead letter of a record that is refused. */
  Optional<DeadLetter> refusal();

  /** Hands on the dead letter of a record that is refused. */
  default void ifRefused(Consumer<DeadLetter> to) {
    refusal().ifPresent(to);
  }

  /** Something else is in force now. */
  record Changed(String what) implements RecordEffect {
    @Override
    public boolean isChange() {
      return true;
    }

    @Override
    public void ifChanged(Consumer<String> to) {
      to.accept(what);
    }

    @Override
    public Optional<DeadLetter> refusal() {
      return Optional.empty();
    }
  }

  /** It repeats what is in force, was seen before, or concerns somebody else. */
  record Nothing() implements RecordEffect {
    @Override
    public boolean isChange() {
      return false;
    }

    @Override
    public void ifChanged(Consumer<String> to) {}

    @Override
    public Optional<DeadLetter> refusal() {
      return Optional.empty();
    }
  }

  /** It is not valid, and what is in force stays. */
  record Refused(DeadLetter letter) implements RecordEffect {
    @Override
    public boolean isChange() {
      return false;
    }

    @Override
    public void ifChanged(Consumer<String> to) {}

    @Override
    public Optional<DeadLetter> refusal() {
      return Optional.of(letter);
    }
  }
}
