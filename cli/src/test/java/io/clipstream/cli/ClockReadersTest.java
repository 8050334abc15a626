package io.clipstream.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;

/**
 * Who reads the system's clock in a job. It may jump, so nothing waits, ends or is ordered by it:
 * that goes by {@code System.nanoTime} or Flink's relative clock. What is left is listed, with what
 * a jump does.
 */
@AnalyzeClasses(
    packages = "io.clipstream",
    importOptions = {ImportOption.DoNotIncludeTests.class, ModuleArrowsTest.NoTestJars.class})
class ClockReadersTest {
  private static final String FOR_PEOPLE = "a moment for people is wrong";

  /** Class, and what becomes of it. */
  private static final Map<String, String> READERS =
      Map.ofEntries(
          Map.entry("control.Promotions", FOR_PEOPLE),
          Map.entry("jobs.lease.Claimant", FOR_PEOPLE),
          Map.entry("learning.store.OwnerFile", FOR_PEOPLE),
          Map.entry("operators.generation.Bank", FOR_PEOPLE),
          Map.entry("operators.generation.Failures", FOR_PEOPLE),
          Map.entry("operators.tagging.BatchStage", FOR_PEOPLE),
          Map.entry("operators.tagging.StatusEvents", FOR_PEOPLE + "; a job may look silent"),
          Map.entry("operators.tagging.DraftScorer", FOR_PEOPLE),
          Map.entry("operators.trace.EpochClock", "spans lie at wrong moments"),
          Map.entry("operators.learning.RoundStatus", FOR_PEOPLE + "; a job may look silent"),
          Map.entry("operators.tagging.SteadyTime", "nothing: two readings at once"),
          Map.entry("operators.generation.CheckpointCache", "another entry is thought the oldest"),
          Map.entry("jobs.kafka.KafkaPreviewLog", "previews asked for meanwhile are not answered"),
          Map.entry("operators.tagging.LabelPreviewer", "the same"),
          Map.entry("operators.learning.TrainingRound", "a round by age comes so much earlier"));

  private static final Set<String> READINGS =
      Set.of(
          "java.lang.System.currentTimeMillis()",
          "java.time.Instant.now()",
          "org.apache.flink.streaming.runtime.tasks.ProcessingTimeService.getCurrentProcessingTime()");

  @ArchTest
  static final ArchRule nothingElseReadsTheClock =
      noClasses()
          .that(
              DescribedPredicate.describe(
                  "are a job's, and not known to do so harmlessly", ClockReadersTest::isWatched))
          .should()
          .callCodeUnitWhere(
              DescribedPredicate.describe(
                  "it reads the system's clock",
                  call -> READINGS.contains(call.getTarget().getFullName())));

  private static boolean isWatched(JavaClass type) {
    String name = type.getName().replaceAll("\\$.*", "").substring("io.clipstream.".length());
    return name.matches("(control|learning|operators|jobs|model)\\..*")
        && !READERS.containsKey(name);
  }
}
