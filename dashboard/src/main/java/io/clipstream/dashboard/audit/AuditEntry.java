package io.clipstream.dashboard.audit;

/**
 * A change, or a login.
 *
 * @param at milliseconds since 1970
 * @param who name of the person, empty for one who did not log in
 * @param role of the person
 * @param address from where
 * @param status of the answer: below 400 it was done
 * @param what in words, empty where the address says it all
 */
public record AuditEntry(
    long at,
    String who,
    String role,
    String address,
    String method,
    String path,
    int status,
    String what) {
  private static final int LONGEST = 300;

  public AuditEntry {
    path = cut(path);
    what = cut(what);
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
