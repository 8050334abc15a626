package io.clipstream.operators.tagging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.RawRecord;
import io.clipstream.control.RawRecord.Header;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CarriedTest {
  private static final Map<String, String> OWN = Map.of("shelf", "4", "header.a", "spoofed");

  private static RawRecord record(byte[] key, Header... headers) {
    return new RawRecord("images", 0, 0, 0, key, null, List.of(headers));
  }

  private static Header header(String name, String value) {
    return new Header(name, value.getBytes(UTF_8));
  }

  @Test
  void theTraceIsCarriedByDefaultAndNothingElse() {
    RawRecord record = record("k".getBytes(UTF_8), header("traceparent", "00-1"), header("a", "x"));
    assertThat(Carried.DEFAULT.into(Map.of("shelf", "4"), record))
        .isEqualTo(Map.of("shelf", "4", "header.traceparent", "00-1"));
  }

  @Test
  void allHeadersAndTheKeyAreCarriedIfTheyAreAskedForTheLastOfEachName() {
    RawRecord record = record("k".getBytes(UTF_8), header("a", "1"), header("a", "2"));
    assertThat(new Carried(List.of("*"), true, 100).into(OWN, record))
        .isEqualTo(Map.of("shelf", "4", "header.a", "2", "record.key", "k"));
  }

  @Test
  void whatIsNoTextOrDoesNotFitIsLeftOut() {
    Carried carried = new Carried(List.of("*"), true, 20);
    RawRecord odd =
        record(
            new byte[] {(byte) 0xff},
            new Header("a", null),
            new Header("b", new byte[] {(byte) 0xc3}),
            header("long", "x".repeat(1_000_000)),
            header("n".repeat(40), ""));
    assertThat(carried.into(Map.of(), odd)).isEmpty();
    Header[] many = new Header[10_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = header("h" + i, "1234");
    }
    assertThat(carried.into(Map.of(), record(null, many))).hasSize(1);
  }

  @Test
  void withoutNamesTheEventsOwnAttributesStayAsTheyAre() {
    assertThat(new Carried(List.of(), false, 100).into(OWN, record(null, header("a", "1"))))
        .isSameAs(OWN);
  }
}
