package io.clipstream.operators.fetch;

/** What became of a URI. */
public sealed interface FetchResult {
  /**
   * The bytes.
   *
   * @param bytes at least one, at most as many as the settings allow
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Fetched(byte[] bytes) implements FetchResult {}

  /**
   * No bytes.
   *
   * @param message one line for people; names the host, but neither path nor query, which may hold
   *     secrets
   */
  record Failed(FetchFault fault, String message) implements FetchResult {}
}
