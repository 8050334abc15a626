package io.clipstream.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.control.DeadLetter;
import io.clipstream.control.LetterStage;
import io.clipstream.control.RawRecord;
import io.clipstream.schemas.codec.WireFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoundRequestsTest {
  @Test
  void whatIsNoRequestIsALetterThatSaysWhereItLies() {
    RoundRequests requests = new RoundRequests("shop", new WireFormat.SingleObject());
    RawRecord record = new RawRecord("requests", 2, 7, 1234, null, new byte[] {1}, List.of());

    DeadLetter letter = requests.add(record).orElseThrow();

    assertThat(letter.stage()).isEqualTo(LetterStage.DECODE_RECORD);
    assertThat(letter.reason()).isEqualTo("WRONG_FORMAT");
    assertThat(letter.message()).startsWith(record.coordinates() + ": ");
    assertThat(requests.waiting()).isEmpty();
  }
}
