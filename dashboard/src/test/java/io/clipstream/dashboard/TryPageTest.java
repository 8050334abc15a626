package io.clipstream.dashboard;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import io.clipstream.model.testing.Eventually;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.ImageEvent;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import io.clipstream.schemas.Topic;
import io.clipstream.schemas.codec.Decoding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A picture of one's own; the test is the job. */
@Timeout(300)
class TryPageTest extends PageTest {
  /** A picture that arrived in the images topic. */
  private record Arrived(ImageEvent event, Origin origin) {}

  private List<Arrived> arrived() {
    return world.records(world.kafka().name(Topic.IMAGES)).stream().map(this::arrived).toList();
  }

  private Arrived arrived(ConsumerRecord<byte[], byte[]> record) {
    ImageEvent event =
        ((Decoding.Ok<ImageEvent>)
                world.kafka().codec(ImageEvent.class, Topic.IMAGES).decode(record.value()))
            .value();
    return new Arrived(
        event, new Origin(record.topic(), record.partition(), record.offset(), null));
  }

  private Arrived newest(int count) {
    Eventually.asserted(() -> assertThat(arrived()).hasSize(count));
    return arrived().stream()
        .max(java.util.Comparator.comparing(each -> each.event().getCapturedAt()))
        .orElseThrow();
  }

  private void tag(Arrived picture) {
    TagEvent event =
        World.tagEvent(
            picture.event().getImageId(),
            picture.origin(),
            Decision.REVIEW,
            World.tag("penguin", 0.93, Action.REVIEW, true),
            World.tag("dolphin", 0.05, Action.TAG, false));
    event.setSource(picture.event().getSource());
    world.publish(event);
  }

  private static void choose(Page page, String name, byte[] bytes) {
    page.locator("try-view input[type=file]")
        .setInputFiles(new FilePayload(name, "image/png", bytes));
  }

  @Test
  void aPictureGoesThroughKafkaAndComesBackTaggedInEverySizeAndColour() {
    byte[] picture = TestPictures.png(4, 640, 480);
    int[] sent = {0};
    inEverySizeAndColour(
        "try",
        "try",
        page -> {
          choose(page, "penguin.png", picture);
          Arrived arrived = newest(++sent[0]);
          assertThat(page.locator("tried-picture")).containsText("waiting for its tags");
          assertThat(arrived.event().getSource()).isEqualTo("dashboard");
          assertThat(arrived.event().getImage()).isEqualTo(ByteBuffer.wrap(picture));
          assertThat(arrived.event().getImageId()).matches("try-[0-9a-f-]{36}");
          tag(arrived);
          assertThat(page.locator("tried-picture decision-pill")).hasText("REVIEW");
          assertThat(page.locator("tried-picture score-bar").first()).containsText("penguin");
          page.waitForFunction(
              "() => document.querySelector('clip-app').shadowRoot.querySelector('try-view')"
                  + ".shadowRoot.querySelector('tried-picture').shadowRoot"
                  + ".querySelector('picture-frame').shadowRoot.querySelector('img')"
                  + ".naturalWidth > 0");
        });
  }

  @Test
  void whatIsPastedOrDroppedIsSentToo() {
    try (Page page = open("try", 1440, ColorScheme.LIGHT)) {
      assertThat(page.locator("try-view")).containsText("Drop a picture here");
      for (String how : List.of("paste", "drop")) {
        page.evaluate(
            """
            async ({bytes, how}) => {
              const transfer = new DataTransfer();
              transfer.items.add(new File([new Uint8Array(bytes)], `${how}.png`, {type: "image/png"}));
              const view = document.querySelector("clip-app").shadowRoot.querySelector("try-view");
              if (how === "paste") {
                dispatchEvent(new ClipboardEvent("paste", {clipboardData: transfer}));
              } else {
                view.shadowRoot.querySelector(".drop").dispatchEvent(new DragEvent("drop", {dataTransfer: transfer}));
              }
            }
            """,
            java.util.Map.of("bytes", ints(TestPictures.png(1, 64, 64)), "how", how));
        assertThat(page.locator("tried-picture").first()).containsText(how + ".png");
        assertThat(page.locator("tried-picture").first()).containsText("waiting for its tags");
      }
      newest(2);
    }
    complainedAboutNothing();
  }

  @Test
  void aPictureOfTheCameraIsSentToo() {
    try (Page page = open("try", 1440, ColorScheme.LIGHT)) {
      page.context().grantPermissions(List.of("camera"));
      page.locator("try-view button", new Page.LocatorOptions().setHasText("Camera")).click();
      Locator take = page.locator("camera-box button.main");
      assertThat(take).isEnabled();
      hasNoViolations(page, "the camera");
      take.click();
      assertThat(page.locator("camera-box")).hasCount(0);
      assertThat(page.locator("tried-picture")).containsText("waiting for its tags");
      newest(1);
    }
    complainedAboutNothing();
  }

  private static List<Integer> ints(byte[] bytes) {
    List<Integer> ints = new java.util.ArrayList<>();
    for (byte each : bytes) {
      ints.add(each & 0xff);
    }
    return ints;
  }

  @Test
  void aPictureThatTheJobRefusesSaysWhy() {
    try (Page page = open("try", 1440, ColorScheme.LIGHT)) {
      choose(page, "small.png", TestPictures.png(2, 32, 32));
      Arrived arrived = newest(1);
      world.refuse(
          arrived.event().getImageId(), new byte[] {1}, "UNKNOWN_LABEL_SET", "there is no set");
      assertThat(page.locator("tried-picture"))
          .containsText("The job refused it, UNKNOWN_LABEL_SET: there is no set");
    }
  }

  @Test
  void whatIsNoPictureOrTooLargeIsNotSent() throws IOException {
    Http.Answer none =
        Http.change(dashboard.port(), "POST", "/api/tries", new byte[] {1, 2, 3, 4, 5});
    assertThat(none.status()).isEqualTo(400);
    assertThat(none.text()).contains("This picture cannot be shown");
    assertThat(Http.change(dashboard.port(), "POST", "/api/tries", new byte[0]).status())
        .isEqualTo(400);
    Http.Answer large = Http.announce(dashboard.port(), "POST", "/api/tries", (16L << 20) + 1);
    assertThat(large.status()).isEqualTo(413);
    assertThat(large.text()).contains("larger than 16 MB");
    assertThat(arrived()).isEmpty();
    try (Page page = open("try", 390, ColorScheme.LIGHT)) {
      choose(page, "<img src=x onerror=document.title='owned'>\u202e.png", new byte[] {1, 2});
      Locator tried = page.locator("tried-picture");
      assertThat(tried).containsText("cannot be shown");
      assertThat(tried).containsText("<img src=x");
      isNoWiderThanItsWindow(page, "a file name");
      assertThat(page).hasTitle("Try a picture · clipstream");
    }
  }

  @Test
  void aPictureLargerThanTheTopicTakesIsScaled() throws IOException {
    byte[] noise = TestPictures.noise(1_200, 900);
    assertThat(noise.length).isGreaterThan(2 << 20);
    Http.Answer answer = Http.change(dashboard.port(), "POST", "/api/tries", noise);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().get("isScaled").asBoolean()).isTrue();
    assertThat(arrived().get(0).event().getImage().remaining()).isLessThan(1 << 20);
  }
}
