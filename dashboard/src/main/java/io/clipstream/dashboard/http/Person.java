package io.clipstream.dashboard.http;

import io.javalin.http.Context;

/**
 * Who asks. As long as nobody logs in it is whoever sits at this machine.
 *
 * @param name as it stands in what is published
 */
public record Person(String name, Role role) {
  private static final String ATTRIBUTE = "clipstream.person";
  private static final Person LOCAL = new Person("local", Role.ADMIN);

  /** Who asks for this. */
  public static Person of(Context context) {
    Person known = context.attribute(ATTRIBUTE);
    return known == null ? LOCAL : known;
  }

  /** Notes who asks, once that is known. */
  public void note(Context context) {
    context.attribute(ATTRIBUTE, this);
  }
}
