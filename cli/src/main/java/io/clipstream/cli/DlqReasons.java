package io.clipstream.cli;

import io.clipstream.control.RecordFault;
import io.clipstream.model.image.RejectReason;
import io.clipstream.operators.fetch.FetchFault;
import io.clipstream.schemas.Quoting;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.codec.Decoding;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reasons that jobs give on dead letters. */
final class DlqReasons {
  private static final Set<String> ALL =
      Stream.<Enum<?>[]>of(
              Decoding.Reason.values(),
              RejectReason.values(),
              FetchFault.values(),
              RecordFault.values())
          .flatMap(Arrays::stream)
          .map(Enum::name)
          .collect(Collectors.toCollection(TreeSet::new));

  private DlqReasons() {}

  /**
   * Reasons as jobs write them.
   *
   * @param given in capitals or not
   * @throws SettingException if one is none: nothing would be found for it, as if all were well
   */
  static Set<String> of(Set<String> given) {
    Set<String> reasons = new LinkedHashSet<>();
    for (String name : given) {
      String reason = name.strip().toUpperCase(Locale.ROOT);
      if (!ALL.contains(reason)) {
        throw new SettingException(
            "--reason is %s, expected some of %s"
                .formatted(Quoting.quote(name), String.join(", ", ALL)));
      }
      reasons.add(reason);
    }
    return reasons;
  }
}
