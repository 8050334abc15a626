package io.clipstream.dashboard.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clipstream.dashboard.World;
import io.clipstream.schemas.Action;
import io.clipstream.schemas.Decision;
import io.clipstream.schemas.Origin;
import io.clipstream.schemas.TagEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The index, what is found in it and what it forgets, whichever database it is in. */
abstract class IndexContract {
  private static final long START = 1_800_000_000_000L;

  IndexDatabase index;
  private ResultSearch search;

  /** JDBC address of an index that the test has to itself. */
  abstract String url();

  @BeforeEach
  void start() {
    open();
    index.clear();
  }

  private void open() {
    index = IndexDatabase.open(url());
    search = new ResultSearch(index.jdbi(), "tags");
  }

  @AfterEach
  void close() {
    index.close();
  }

  /** A result at a second after the start; label, source and decision go round. */
  private Optional<Result> add(int number) {
    return add(event(number));
  }

  private Optional<Result> add(TagEvent event) {
    long offset = event.getOrigin().getOffset();
    return index
        .jdbi()
        .inTransaction(
            handle -> Results.add(handle, Results.of(event, new Result.Place("tags", 0, offset))));
  }

  private static TagEvent event(int number) {
    TagEvent event =
        World.tagEvent(
            "image-" + number,
            new Origin("images", 0, (long) number, null),
            Decision.values()[number % 4],
            World.tag("label-" + number % 3, 0.9, Action.TAG, true),
            World.tag("other", 0.2, Action.BLOCK, false));
    event.setSource("source-" + number % 5);
    event.setTaggedAt(Instant.ofEpochMilli(START + number * 1_000L));
    return event;
  }

  private List<String> ids(ResultFilter filter) {
    return search.find(filter, Optional.empty(), 1_000).results().stream()
        .map(Result::imageId)
        .toList();
  }

  static ResultFilter filter(
      String label, List<String> decisions, float min, String source, long from, long to) {
    return new ResultFilter(
        label,
        decisions,
        min,
        1,
        source,
        "",
        "",
        from < 0 ? OptionalLong.empty() : OptionalLong.of(START + from),
        to < 0 ? OptionalLong.empty() : OptionalLong.of(START + to));
  }

  @Test
  void aResultComesBackAsItWasWritten() {
    Result written = add(7).orElseThrow();
    assertThat(search.find(ResultFilter.ALL, Optional.empty(), 10).results())
        .containsExactly(written);
    assertThat(search.ofImage(written.imageKey(), 10)).containsExactly(written);
    assertThat(search.at(written.image())).contains(written);
  }

  @Test
  void everyFilterFindsWhatItWouldAcceptInTheStream() {
    List<Result> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(0, add(i).orElseThrow());
    }
    List<ResultFilter> filters =
        List.of(
            ResultFilter.ALL,
            filter("label-1", List.of(), 0, "", -1, -1),
            filter("other", List.of(), 0.3f, "", -1, -1),
            filter("", List.of("REVIEW", "BLOCK"), 0, "", -1, -1),
            filter("", List.of(), 0, "source-2", 10_000, 30_000),
            filter("label-0", List.of("ALLOW"), 0.5f, "source-0", -1, 40_000),
            filter("nobody", List.of(), 0, "", -1, -1));
    for (ResultFilter filter : filters) {
      assertThat(ids(filter))
          .as(filter.toString())
          .isEqualTo(all.stream().filter(filter::accepts).map(Result::imageId).toList());
    }
    assertThat(ids(filters.get(1))).hasSize(20);
  }

  @Test
  void pagesFollowEachOtherWithoutGapOrRepeatAlsoWithinOneMillisecond() {
    for (int i = 0; i < 25; i++) {
      TagEvent event = event(i);
      event.setTaggedAt(Instant.ofEpochMilli(START + i / 10));
      add(event);
    }
    List<String> paged = new ArrayList<>();
    Optional<ResultSearch.Cursor> before = Optional.empty();
    do {
      ResultSearch.Page page = search.find(ResultFilter.ALL, before, 4);
      page.results().forEach(result -> paged.add(result.imageId()));
      before = page.next().flatMap(cursor -> ResultSearch.Cursor.parse(cursor.toString()));
      assertThat(before).isEqualTo(page.next());
    } while (before.isPresent());
    assertThat(paged).isEqualTo(ids(ResultFilter.ALL)).hasSize(25).doesNotHaveDuplicates();
  }

  /** Results of which one has a source of its own. */
  void many() {
    for (int i = 0; i < 120; i++) {
      TagEvent event = event(i);
      event.setSource(i == 2 ? "rare" : "source-" + i % 2);
      add(event);
    }
  }

  @Test
  void aLookEndsAfterSoManyRowsAndSaysWhereToGoOn() {
    many();
    ResultSearch bounded = new ResultSearch(index.jdbi(), "tags", 10, 20);
    ResultFilter none = filter("label-0", List.of("ALLOW"), 0.95f, "source-1", -1, -1);
    ResultSearch.Page page = bounded.look(none, Optional.empty(), 5);
    assertThat(page.results()).isEmpty();
    assertThat(page.next().orElseThrow().taggedAt())
        .isBetween(START + 1_000, START + 100_000); // of 40 rows of the label, 31 were looked at
    assertThat(bounded.find(none, Optional.empty(), 5).next()).isEmpty();
    for (ResultFilter filter :
        List.of(
            filter("label-0", List.of("BLOCK"), 0, "source-1", -1, -1),
            filter("other", List.of("BLOCK", "ALLOW"), 0.1f, "", -1, 90_000),
            filter("", List.of("REVIEW", "BLOCK"), 0.9f, "", 5_000, -1),
            filter("", List.of(), 0.5f, "source-0", -1, -1))) {
      assertThat(bounded.find(filter, Optional.empty(), 1_000))
          .as(filter.toString())
          .isEqualTo(search.find(filter, Optional.empty(), 1_000));
    }
  }

  @Test
  void whatFewRowsHaveLeadsSoThatOneLookFindsThem() {
    many();
    ResultSearch bounded = new ResultSearch(index.jdbi(), "tags", 10, 20);
    ResultFilter rare = filter("other", List.of("REVIEW"), 0, "rare", -1, -1);
    ResultSearch.Page page = bounded.look(rare, Optional.empty(), 5);
    assertThat(page.results()).extracting(Result::imageId).containsExactly("image-2");
    assertThat(page.next()).isEmpty();
  }

  @Test
  void aRepeatIsNoSecondResultButAnotherCheckpointIs() {
    assertThat(add(1)).isPresent();
    assertThat(add(1)).isEmpty();
    TagEvent retagged = event(1);
    retagged.setCheckpointId("round-8");
    assertThat(add(retagged)).isPresent();
    assertThat(search.ofImage(Term.hash("image-1"), 10)).hasSize(2);
  }

  @Test
  void textsOfAnyLengthAndKindAreFoundByThemselves() {
    String huge = "x".repeat(10_000);
    String odd = "a\0b' or 1=1 -- \u202e<script>";
    TagEvent event = event(0);
    event.setImageId(huge);
    event.setSource(odd);
    event.setTags(List.of(World.tag(huge + "1", 0.5, Action.TAG, true)));
    add(event);
    TagEvent second = event(1);
    second.setTags(List.of(World.tag(huge + "2", 0.5, Action.TAG, true)));
    add(second);
    assertThat(ids(filter(huge + "1", List.of(), 0, odd, -1, -1))).containsExactly(huge);
    assertThat(ids(filter(huge + "2", List.of(), 0, "", -1, -1))).containsExactly("image-1");
    assertThat(search.ofImage(Term.hash(huge), 10)).hasSize(1);
  }

  @Test
  void whatIsOldOrTooMuchIsForgottenOldestFirst() {
    for (int i = 0; i < 20; i++) {
      add(i);
    }
    long now = START + 20_000;
    apply(new Retention(Duration.ofSeconds(15), 100), now);
    assertThat(ids(ResultFilter.ALL)).hasSize(15).doesNotContain("image-4").contains("image-5");
    apply(new Retention(Duration.ofDays(1), 4), now);
    assertThat(ids(ResultFilter.ALL))
        .containsExactly("image-19", "image-18", "image-17", "image-16");
    assertThat(search.recent(ResultSearch.Facet.LABEL, 10))
        .containsExactly("label-0", "label-1", "label-2", "other");
  }

  private void apply(Retention retention, long now) {
    index.jdbi().useTransaction(handle -> retention.apply(handle, now));
  }

  @Test
  void aClearedIndexIsEmptyAndServes() {
    add(1);
    index.clear();
    assertThat(ids(ResultFilter.ALL)).isEmpty();
    assertThat(add(1)).isPresent();
  }

  @Test
  void anIndexIsThereAgainAfterItWasClosed() {
    add(1);
    index.close();
    open();
    assertThat(ids(ResultFilter.ALL)).containsExactly("image-1");
  }

  @Test
  void anIndexOfAnotherVersionIsMadeAnewAndKnowsStillWhatWebhooksDelivered() {
    add(1);
    index
        .jdbi()
        .useHandle(
            handle -> {
              handle.execute(
                  "insert into webhook_position (receiver, topic, topic_id, part, next_offset)"
                      + " values ('r', 'reviews', 'id', 0, 7)");
              handle.execute(
                  "update \"flyway_schema_history\" set \"checksum\" = 1 where \"version\" = '100'");
            });
    index.close();
    open();
    assertThat(ids(ResultFilter.ALL)).isEmpty();
    index.clear();
    assertThat(
            index
                .jdbi()
                .<Long, RuntimeException>withHandle(
                    handle ->
                        handle
                            .createQuery("select next_offset from webhook_position")
                            .mapTo(Long.class)
                            .one()))
        .isEqualTo(7);
    index.jdbi().useHandle(handle -> handle.execute("delete from webhook_position"));
  }
}
