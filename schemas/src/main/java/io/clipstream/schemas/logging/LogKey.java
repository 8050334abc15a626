package io.clipstream.schemas.logging;

/**
 * The keys under which our code logs values. None is for what a record holds, ids of images
 * included: topic, partition and offset say which record it is.
 */
public enum LogKey {
  JOB("job", "a job's name"),
  CHECKPOINT("checkpoint", "id of a checkpoint"),
  LABEL_SET("labelSet", "id of a label set that is published"),
  REVISION("revision", "of that label set"),
  ROUND("round", "id of a training round"),
  TOPIC("topic", "a topic of Kafka"),
  PARTITION("partition", "of that topic"),
  OFFSET("offset", "of a record in that partition"),
  BROKERS("brokers", "addresses of Kafka"),
  HOST("host", "a host that pictures come from, or that is told of results"),
  WEBHOOK("webhook", "name of a webhook"),
  ROUTE("route", "method and pattern of an address of the dashboard"),
  PATH("path", "a file or directory, or the address of a checkpoint"),
  OPTION("option", "an option of the job"),
  COUNT("count", "how many"),
  LIMIT("limit", "how many, or how much, at most"),
  ATTEMPT("attempt", "which one it was, from 1"),
  RETRY_MILLIS("retryMillis", "until the next attempt, in milliseconds"),
  REASON("reason", "why, in one of a few words"),
  ERROR("error", "what went wrong, in a sentence or as the class of an exception"),
  DETAIL("detail", "what there is to say, in a sentence about names and settings");

  private final String key;
  private final String about;

  LogKey(String key, String about) {
    this.key = key;
    this.about = about;
  }

  /** As it stands in a line. */
  public String key() {
    return key;
  }

  /** What its values are. */
  public String about() {
    return about;
  }
}
