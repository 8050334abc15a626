package io.clipstream.operators.control;

import io.clipstream.operators.DeadLetter;

/** What a record of a control log does to what is in force. */
public sealed interface Verdict {
  /** Something else is in force now. */
  record Changed(String what) implements Verdict {}

  /** It repeats what is in force, was seen before, or concerns somebody else. */
  record Nothing() implements Verdict {}

  /** It is not valid, and what is in force stays. */
  record Refused(DeadLetter letter) implements Verdict {}
}
