package io.clipstream.cli.data;

import io.clipstream.schemas.Digests;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Which concepts are kept from training. The choice follows from the id alone, so that it is the
 * same in every design and on every machine.
 */
final class HoldOut {
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final int TESTED_PERCENT = 15;
  private static final int VALIDATED_PERCENT = 10;

  private HoldOut() {}

  /** Whether the concept is for the final test: never trained on, never chosen by. */
  static boolean tested(Concept concept) {
    return percentile(concept.id()) < TESTED_PERCENT;
  }

  /** Whether the concept is for choosing settings: trained on only once they are chosen. */
  static boolean validated(Concept concept) {
    return !tested(concept) && percentile("validation:" + concept.id()) < VALIDATED_PERCENT;
  }

  private static int percentile(String text) {
    byte[] hash = Digests.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
    return new BigInteger(1, hash).mod(HUNDRED).intValue();
  }
}
