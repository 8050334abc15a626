package io.clipstream.model.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Text that patterns could recurse over, in a thread with the stack that a job's threads have. */
class HostileTextTest {
  private static final List<String> PIECES =
      List.of(
          "Ã©",
          "â€™",
          "Ã ",
          "à ",
          "Â\u00a0",
          "ÃƒÂ©",
          "ï»¿",
          "\u00c3\u0082",
          "ð\u009f\u0098\u0082",
          "&amp;",
          "&#x26;",
          "&amp;amp;",
          "\u001b[0;",
          "\u001b[1m",
          "\ud83d",
          "\ude00",
          "\u0301",
          "ﬁ",
          "\u0080",
          "\uff21",
          "'re",
          "ſ",
          "\u0345",
          "\u2028",
          "<",
          "\r\n",
          "İ",
          "\u1e9e");

  private static int clean(String text) throws Exception {
    CompletableFuture<Integer> length = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                length.complete(WordSplitter.split(TextCleaner.clean(text)).size());
              } catch (Throwable e) {
                length.completeExceptionally(e);
              }
            },
            "cleaning",
            512 << 10);
    thread.start();
    return length.get(60, TimeUnit.SECONDS);
  }

  @Test
  void noTextExhaustsTheStack() throws Exception {
    List<String> texts = new ArrayList<>();
    for (String piece : PIECES) {
      texts.add(piece.repeat(TextCleaner.MAX_CHARACTERS / piece.length() + 1));
    }
    Random random = new Random(7);
    for (int i = 0; i < 40; i++) {
      StringBuilder mixed = new StringBuilder();
      int kinds = 1 + random.nextInt(4);
      int first = random.nextInt(PIECES.size());
      while (mixed.length() < TextCleaner.MAX_CHARACTERS) {
        mixed.append(PIECES.get((first + random.nextInt(kinds)) % PIECES.size()));
      }
      texts.add(mixed.toString());
    }
    for (String text : texts) {
      assertThat(clean(text)).isLessThanOrEqualTo(TextCleaner.MAX_CHARACTERS * 2);
    }
  }
}
