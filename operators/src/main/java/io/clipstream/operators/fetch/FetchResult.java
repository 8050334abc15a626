package io.clipstream.operators.fetch;

import java.util.function.Function;

/** What became of a URI. */
public sealed interface FetchResult {
  /** What one of the two makes of it. */
  <R> R match(Function<Fetched, ? extends R> fetched, Function<Failed, ? extends R> failed);

  /**
   * The bytes.
   *
   * @param bytes at least one, at most as many as the settings allow
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Fetched(byte[] bytes) implements FetchResult {
    @Override
    public <R> R match(
        Function<Fetched, ? extends R> fetched, Function<Failed, ? extends R> failed) {
      return fetched.apply(this);
    }
  }

  /**
   * No bytes.
   *
   * @param message one line for people; names the host, but neither path nor query, which may hold
   *     secrets
   */
  record Failed(FetchFault fault, String message) implements FetchResult {
    @Override
    public <R> R match(
        Function<Fetched, ? extends R> fetched, Function<Failed, ? extends R> failed) {
      return failed.apply(this);
    }
  }
}
