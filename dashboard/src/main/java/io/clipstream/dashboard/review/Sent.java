package io.clipstream.dashboard.review;

import io.clipstream.dashboard.http.Json;
import io.clipstream.dashboard.http.Person;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.LabelSets;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** What reviewers send, read and checked. */
final class Sent {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{8,80}");
  private static final int MOST_ITEMS = 48;
  private static final int MOST_SKIPPED = 500;
  private static final int MOST_LABELS = 50;

  /** Name of whoever sits at this machine, as long as nobody logs in. */
  private Sent() {}

  /**
   * A session asks for pictures.
   *
   * @param hold items that it still has before it
   * @param skip items that it does not want to see
   * @param want how many it wants before it, those held included; 0 gives all back
   */
  record Claim(
      String session,
      String reviewer,
      List<String> hold,
      List<String> skip,
      int want,
      String queue,
      String labelSet,
      String label) {
    Claim {
      hold = hold == null ? List.of() : List.copyOf(hold);
      skip = skip == null ? List.of() : List.copyOf(skip);
    }

    Waiting.Filter filter() {
      return new Waiting.Filter(text(queue), text(labelSet), text(label));
    }
  }

  static Claim claim(Context context) {
    Claim claim = Json.body(context, Claim.class);
    checkId("session", claim.session());
    if (claim.want() < 0 || claim.want() > MOST_ITEMS || claim.hold().size() > MOST_ITEMS) {
      throw new BadRequestResponse(
          "'want' is " + claim.want() + ", expected 0 to " + MOST_ITEMS + ", and no more held");
    }
    if (claim.skip().size() > MOST_SKIPPED) {
      throw new BadRequestResponse("more than " + MOST_SKIPPED + " items are skipped");
    }
    return claim;
  }

  /**
   * A review.
   *
   * @param id made by who sends it: sent again, it is not written again
   * @param session that has the picture; null for none
   * @param of the result that was looked at
   */
  record Review(
      String id,
      String session,
      String reviewer,
      ResultRows.Name of,
      String decision,
      List<String> labels,
      List<String> removed,
      String caption) {
    Review {
      session = session == null ? id : session;
      labels = labels == null ? List.of() : labels.stream().distinct().toList();
      removed = removed == null ? List.of() : removed.stream().distinct().toList();
    }

    /** What it says, in the name of a reviewer. */
    ReviewDesk.Said said(String name) {
      List<String> wrong = new ArrayList<>(removed);
      wrong.removeAll(labels);
      return new ReviewDesk.Said(
          id, name, Sent.decision(decision), labels, List.copyOf(wrong), Sent.caption(caption));
    }
  }

  static Review review(Context context) {
    Review review = Json.body(context, Review.class);
    checkId("id", review.id());
    checkId("session", review.session());
    if (review.of() == null) {
      throw new BadRequestResponse("'of' is missing, expected the result that was looked at");
    }
    if (review.labels().size() > MOST_LABELS || review.removed().size() > MOST_LABELS) {
      throw new BadRequestResponse("more than " + MOST_LABELS + " labels, expected fewer");
    }
    return review;
  }

  private static Decision decision(String text) {
    return Arrays.stream(Decision.values())
        .filter(decision -> decision.name().equals(text))
        .findFirst()
        .orElseThrow(
            () -> new BadRequestResponse("the decision is none of ALLOW, TAG, REVIEW and BLOCK"));
  }

  private static String caption(String text) {
    String caption = text(text).strip();
    if (caption.length() > LabelSets.MAX_TEXT_CHARACTERS) {
      throw new BadRequestResponse(
          "the caption has %d characters, expected at most %d"
              .formatted(caption.length(), LabelSets.MAX_TEXT_CHARACTERS));
    }
    return caption.isEmpty() ? null : caption;
  }

  /** Takes a review back. */
  record Undo(String id, String reviewer) {}

  static Undo undo(Context context) {
    Undo undo = Json.body(context, Undo.class);
    checkId("id", undo.id());
    return undo;
  }

  /** Whether whoever asks says himself who he is. */
  static boolean mayChooseName(Context context) {
    return Person.of(context).isAnybody();
  }

  /** Who asks. As long as nobody logs in, people say who they are. */
  static String reviewer(Context context, String said) {
    String known = Person.of(context).name();
    String name = text(said).strip();
    return mayChooseName(context) && !name.isEmpty()
        ? name.substring(0, Math.min(name.length(), LabelSets.MAX_NAME_CHARACTERS))
        : known;
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }

  private static void checkId(String what, String id) {
    if (id == null || !ID.matcher(id).matches()) {
      throw new BadRequestResponse(
          "'" + what + "' is no id of 8 to 80 letters, digits, dots and dashes");
    }
  }
}
