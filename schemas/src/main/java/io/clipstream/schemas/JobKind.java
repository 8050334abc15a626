package io.clipstream.schemas;

/** What a job does, as its status events say it. */
public enum JobKind {
  TAGGING("tagging"),
  TRAINING("training");

  private final String wireName;

  JobKind(String wireName) {
    this.wireName = wireName;
  }

  /** The kind as events name it; never changed. */
  public String wireName() {
    return wireName;
  }

  /** Whether the event is of such a job. */
  public boolean isOf(StatusEvent event) {
    return wireName.equals(event.getKind());
  }
}
