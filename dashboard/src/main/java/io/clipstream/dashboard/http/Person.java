package io.clipstream.dashboard.http;

import io.javalin.http.Context;
import java.util.function.BooleanSupplier;

/**
 * Who asks.
 *
 * @param name as it stands in what is published
 */
public record Person(String name, Role role) {
  /** Whoever sits at this machine, where nobody has to log in. */
  public static final Person LOCAL = new Person("local", Role.ADMIN);

  /** Who has not logged in. */
  public static final Person NOBODY = new Person("", Role.NOBODY);

  private static final String ATTRIBUTE = "clipstream.person";
  private static final String STAYS = "clipstream.stays";

  /** Who asks for this; nobody, as long as that was not found out. */
  public static Person of(Context context) {
    Person known = context.attribute(ATTRIBUTE);
    return known == null ? NOBODY : known;
  }

  /** Whether nobody has to log in, so that the name says nothing. A user may be called so too. */
  @SuppressWarnings("ReferenceEquality")
  public boolean isAnybody() {
    return this == LOCAL;
  }

  /** Notes who asks, once that is known. */
  public void note(Context context) {
    context.attribute(ATTRIBUTE, this);
  }

  /** Notes who asks, and what tells whether the one still may. */
  public void note(Context context, BooleanSupplier stays) {
    note(context);
    context.attribute(STAYS, stays);
  }

  /** Whether who asked has not logged out since: for answers that go on for long. */
  public static boolean stays(Context context) {
    BooleanSupplier stays = context.attribute(STAYS);
    return stays == null || stays.getAsBoolean();
  }
}
