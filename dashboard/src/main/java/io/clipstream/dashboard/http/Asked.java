package io.clipstream.dashboard.http;

import io.clipstream.dashboard.store.ResultFilter;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** What a request asks for, read and checked. */
public final class Asked {
  private static final Set<String> DECISIONS = Set.of("ALLOW", "TAG", "REVIEW", "BLOCK");

  private Asked() {}

  /** The filter in the query; the names are those of {@link #describe}. */
  public static ResultFilter filter(Context context) {
    return new ResultFilter(
        text(context, "label"),
        decisions(text(context, "decision")),
        score(context, "min", 0),
        score(context, "max", 1),
        text(context, "source"),
        text(context, "set"),
        text(context, "checkpoint"),
        time(context, "from"),
        time(context, "to"));
  }

  /** The same address with the filter's parameters. */
  public static Route describe(Route route) {
    return route
        .query("label", "string", "Pictures with this tag, its score in the range.")
        .query("decision", "string", "ALLOW, TAG, REVIEW, BLOCK; several with commas.")
        .query("min", "number", "Lowest score, 0 to 1; of the best tag where no label is given.")
        .query("max", "number", "Highest score, 0 to 1.")
        .query("source", "string", "Source of the picture.")
        .query("set", "string", "Id of the label set.")
        .query("checkpoint", "string", "Id of the checkpoint.")
        .query("from", "integer", "Tagged at or after, milliseconds since 1970.")
        .query("to", "integer", "Tagged before, milliseconds since 1970.");
  }

  /** A text of the query, empty if it is not there. */
  public static String text(Context context, String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  /**
   * A whole number of the query.
   *
   * @throws BadRequestResponse if it is none, or out of range
   */
  public static int number(Context context, String name, int without, int least, int most) {
    String value = text(context, name);
    try {
      int number = value.isEmpty() ? without : Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new BadRequestResponse(
        "parameter '" + name + "' is no whole number from " + least + " to " + most);
  }

  /**
   * A whole number of the path.
   *
   * @throws BadRequestResponse if it is none, or below 0
   */
  public static long part(Context context, String name) {
    try {
      long number = Long.parseLong(context.pathParam(name));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new BadRequestResponse("'" + name + "' in the address is no whole number from 0 on");
  }

  private static List<String> decisions(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    List<String> asked = List.of(text.toUpperCase(Locale.ROOT).split(",", -1));
    if (!DECISIONS.containsAll(asked)) {
      throw new BadRequestResponse(
          "parameter 'decision' is none of ALLOW, TAG, REVIEW and BLOCK, with commas between");
    }
    return asked.stream().distinct().toList();
  }

  private static float score(Context context, String name, float without) {
    String value = text(context, name);
    try {
      float score = value.isEmpty() ? without : Float.parseFloat(value);
      if (score >= 0 && score <= 1) {
        return score;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new BadRequestResponse("parameter '" + name + "' is no number from 0 to 1");
  }

  /**
   * A time of the query in milliseconds since 1970.
   *
   * @throws BadRequestResponse if it is none
   */
  public static OptionalLong time(Context context, String name) {
    String value = text(context, name);
    try {
      return value.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(value));
    } catch (NumberFormatException e) {
      throw new BadRequestResponse("parameter '" + name + "' is no time in milliseconds");
    }
  }
}
