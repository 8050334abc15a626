package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.clipstream.control.DeadLetterHeaders;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The view of dead letters, and their way back. */
@Timeout(300)
class DeadLettersPageTest extends PageTest {
  private void letters() {
    world.refuse("broken.jpg", new byte[] {1, 2, 3}, "CORRUPT", "broken.jpg: no Avro record");
    for (int i = 0; i < 4; i++) {
      String id = "slow-" + i + ".png";
      byte[] event = world.imageEvent(id, TestPictures.png(i, 320, 240));
      world.refuse(id, event, "FETCH_FAILED", "the image server at img.example did not answer");
    }
    world.refuse("no-value", null, "NULL_VALUE", "the record has no value");
  }

  private JsonNode list(String query) throws IOException {
    return Http.get(dashboard.port(), "/api/dead-letters" + query).json();
  }

  private List<ConsumerRecord<byte[], byte[]>> images() {
    return world.records(world.kafka().name(Topic.IMAGES));
  }

  private Http.Answer replay(String body) throws IOException {
    return Http.change(
        dashboard.port(),
        "POST",
        "/api/dead-letters/replays",
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String place(RecordMetadata place) {
    return "{\"topic\":\"%s\",\"partition\":%d,\"offset\":%d}"
        .formatted(place.topic(), place.partition(), place.offset());
  }

  @Test
  void eachIsShownWithItsReasonAndPictureInEverySizeAndColour() {
    letters();
    Eventually.asserted(() -> assertThat(list("").get("count").asInt()).isEqualTo(6));
    inEverySizeAndColour(
        "dead-letters",
        "dead-letters",
        page -> {
          assertThat(page.locator("dead-letter")).hasCount(6);
          assertThat(page.locator("dead-letter").first()).containsText("NULL_VALUE");
          page.waitForFunction(
              "() => [...document.querySelector('clip-app').shadowRoot.querySelector('letters-view')"
                  + ".shadowRoot.querySelectorAll('dead-letter')].slice(1, 3).every(letter =>"
                  + " letter.shadowRoot.querySelector('picture-frame').shadowRoot"
                  + ".querySelector('img')?.naturalWidth > 0)");
        });
  }

  @Test
  void theFilterStandsInTheAddressAndThoseOfItGoBackAsTheyCame() {
    letters();
    Eventually.asserted(() -> assertThat(list("").get("count").asInt()).isEqualTo(6));
    try (Page page = open("dead-letters", 1440, ColorScheme.LIGHT)) {
      page.locator("letters-view select").nth(1).selectOption("FETCH_FAILED");
      assertThat(page).hasURL(Pattern.compile(".*reason=FETCH_FAILED"));
      assertThat(page.locator("dead-letter")).hasCount(4);
      page.locator("dead-letter input").first().check();
      page.locator("letters-view .bar button", named("Put 1 chosen back")).click();
      Locator dialog = page.locator("confirm-dialog dialog");
      assertThat(dialog).containsText("Put this record back?");
      hasNoViolations(page, "the question before a replay");
      screenshot(page, "dead-letters-confirm-light-1440");
      dialog.locator("button.main").click();
      assertThat(page.locator(".outcome")).containsText("Put 1 back.");
      assertThat(page.locator("dead-letter").first()).containsText("put back");
      assertThat(images()).hasSize(1);
      page.locator("letters-view .bar button", named("Put all 4 back")).click();
      dialog.locator("button.main").click();
      assertThat(page.locator(".outcome")).containsText("Put 4 back.");
      List<ConsumerRecord<byte[], byte[]>> back = images();
      assertThat(back).hasSize(5);
      assertThat(back)
          .allSatisfy(
              record -> {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                assertThat(record.headers().toArray()).hasSize(1);
                assertThat(record.headers().lastHeader("trace").value())
                    .isEqualTo(("t-" + key).getBytes(StandardCharsets.UTF_8));
                assertThat(record.value())
                    .isEqualTo(
                        world.imageEvent(key, TestPictures.png(key.charAt(5) - '0', 320, 240)));
              });
    }
    complainedAboutNothing();
  }

  private static Page.LocatorOptions named(String text) {
    return new Page.LocatorOptions().setHasText(text);
  }

  @Test
  void whatCannotGoBackIsLeftOutWithTheReason() throws IOException {
    RecordMetadata good = world.refuse("a", new byte[] {1}, "FETCH_FAILED", "x");
    String dead = Topic.deadLetter(world.kafka().name(Topic.IMAGES));
    ProducerRecord<byte[], byte[]> strange = new ProducerRecord<>(dead, null, new byte[] {2});
    strange
        .headers()
        .add(DeadLetterHeaders.TOPIC, "labels.sets.v1".getBytes(StandardCharsets.UTF_8));
    RecordMetadata elsewhere = world.send(strange);
    RecordMetadata nowhere = world.send(dead, "b", new byte[] {3});
    Http.Answer answer =
        replay("[%s,%s,%s]".formatted(place(good), place(elsewhere), place(nowhere)));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("replayed").asInt()).isEqualTo(1);
    assertThat(answer.json().at("/outcomes/1/problem").asText())
        .contains("says it came from 'labels.sets.v1'");
    assertThat(answer.json().at("/outcomes/2/problem").asText())
        .contains("does not say which topic it came from");
    assertThat(images()).hasSize(1);
    String other = "{\"topic\":\"%s\",\"partition\":0,\"offset\":0}";
    assertThat(
            replay("[" + other.formatted(world.kafka().name(Topic.TAGS)) + "]")
                .json()
                .at("/outcomes/0/problem")
                .asText())
        .contains("no dead-letter topic");
    assertThat(replay("[]").status()).isEqualTo(400);
  }

  @Test
  void hostileHeadersAreTextsAndNothingElse() {
    List<String> texts =
        List.of(
            "<img src=x onerror=document.title='owned'>",
            "\u202egnp.exe\u001b[31m",
            "${document.title='owned'} javascript:alert(1)",
            "x".repeat(10_000));
    for (String text : texts) {
      world.refuse(text, new byte[] {1}, text, text);
    }
    try (Page page = open("dead-letters", 390, ColorScheme.LIGHT)) {
      Eventually.asserted(() -> assertThat(list("").get("count").asInt()).isEqualTo(texts.size()));
      page.reload();
      assertThat(page.locator("dead-letter")).hasCount(texts.size());
      assertThat(page.locator("dead-letter", named("\\u202egnp.exe"))).hasCount(1);
      isNoWiderThanItsWindow(page, "dead letters");
      assertThat(page).hasTitle("Dead letters · clipstream");
    }
    complainedAboutNothing();
  }

  @Test
  void thePagesOfTheListHoldEachOnce() throws IOException {
    for (int i = 0; i < 7; i++) {
      world.refuse("k" + i, new byte[] {1}, i % 2 == 0 ? "EVEN" : "ODD", "x");
    }
    Eventually.asserted(() -> assertThat(list("").get("count").asInt()).isEqualTo(7));
    List<String> keys = new ArrayList<>();
    String next = "";
    do {
      JsonNode page = list("?limit=3&before=" + next);
      page.get("letters").forEach(letter -> keys.add(letter.get("key").asText()));
      next = page.get("next").isNull() ? null : page.get("next").asText();
    } while (next != null);
    assertThat(keys).containsExactly("k6", "k5", "k4", "k3", "k2", "k1", "k0");
    assertThat(list("?reason=ODD").get("count").asInt()).isEqualTo(3);
    assertThat(list("?to=1").get("count").asInt()).isZero();
  }

  @Test
  void anEmptyViewSaysSo() {
    try (Page page = open("dead-letters", 1440, ColorScheme.LIGHT)) {
      assertThat(page.locator("empty-state")).containsText("Nothing was refused");
    }
  }
}
