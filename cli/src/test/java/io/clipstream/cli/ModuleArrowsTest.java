package io.clipstream.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.clipstream.model.Clip;
import io.clipstream.schemas.ClipstreamException;

/** Holds the arrows between modules and packages: they point down. */
@AnalyzeClasses(
    packages = "io.clipstream",
    importOptions = {ImportOption.DoNotIncludeTests.class, ModuleArrowsTest.NoTestJars.class})
class ModuleArrowsTest {
  /** Tests of other modules come as directories or as jars. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  @ArchTest
  static final ArchRule modulesKnowOnlyThoseBelow =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("schemas")
          .definedBy("io.clipstream.schemas..")
          .layer("control")
          .definedBy("io.clipstream.control..")
          .layer("model")
          .definedBy("io.clipstream.model..")
          .layer("learning")
          .definedBy("io.clipstream.learning..")
          .layer("operators")
          .definedBy("io.clipstream.operators..")
          .layer("embedded")
          .definedBy("io.clipstream.embedded..")
          .layer("jobs")
          .definedBy("io.clipstream.jobs..")
          .layer("dashboard")
          .definedBy("io.clipstream.dashboard..")
          .layer("cli")
          .definedBy("io.clipstream.cli..")
          .whereLayer("schemas")
          .mayNotAccessAnyLayer()
          .whereLayer("control")
          .mayOnlyAccessLayers("schemas")
          .whereLayer("model")
          .mayOnlyAccessLayers("schemas")
          .whereLayer("learning")
          .mayOnlyAccessLayers("schemas", "control", "model")
          .whereLayer("operators")
          .mayOnlyAccessLayers("schemas", "control", "model", "learning")
          .whereLayer("embedded")
          .mayOnlyAccessLayers("schemas")
          .whereLayer("jobs")
          .mayOnlyAccessLayers("schemas", "control", "model", "learning", "operators")
          .whereLayer("dashboard")
          .mayOnlyAccessLayers("schemas", "control", "model")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule ofTheModelTheDashboardKnowsTheDecoderOfPicturesAlone =
      noClasses()
          .that(resideInAPackage("io.clipstream.dashboard.."))
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.clipstream.model..")
                  .and(not(resideInAPackage("io.clipstream.model.image"))));

  @ArchTest
  static final ArchRule whatNeedsNoStreamKnowsNeitherFlinkNorKafka =
      noClasses()
          .that(
              resideInAnyPackage(
                  "io.clipstream.schemas..",
                  "io.clipstream.control..",
                  "io.clipstream.model..",
                  "io.clipstream.learning.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.apache.flink..", "org.apache.kafka.."));

  @ArchTest
  static final ArchRule operatorsKnowNoKafka =
      noClasses()
          .that(resideInAPackage("io.clipstream.operators.."))
          .should()
          .dependOnClassesThat(resideInAPackage("org.apache.kafka.."));

  /** {@code Clip} lies beside the records that all of model is made of, and is made of all. */
  @ArchTest
  static final ArchRule packagesFormNoCircle =
      slices()
          .matching("io.clipstream.(**)")
          .should()
          .beFreeOfCycles()
          .ignoreDependency(type(Clip.class), alwaysTrue());

  @ArchTest
  static final ArchRule trainingKnowsNoEvaluation =
      noClasses()
          .that(resideInAPackage("io.clipstream.model.training.."))
          .should()
          .dependOnClassesThat(resideInAPackage("io.clipstream.model.evaluation.."));

  @ArchTest
  static final ArchRule controlLogsAreReadWithoutTheEngine =
      noClasses()
          .that(resideInAPackage("io.clipstream.control.."))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("ai.djl..", "io.clipstream", "io.clipstream.model.."));

  @ArchTest
  static final ArchRule textNeedsNoNativeCodeWhereItIsClips =
      classes()
          .that(resideInAPackage("io.clipstream.model.text.."))
          .and()
          .doNotHaveSimpleName("PieceTokenizer") // vocabularies of others, by their library
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("io.clipstream.model.text..")
                  .or(resideInAPackage("java.."))
                  .or(resideInAPackage("com.fasterxml.jackson.."))
                  .or(resideInAPackage("io.clipstream.model"))
                  .or(assignableTo(ClipstreamException.class)));

  @ArchTest
  static final ArchRule encodersKnowNoCheckpoints =
      noClasses()
          .that(resideInAPackage("io.clipstream.model.encoder.."))
          .should()
          .dependOnClassesThat(resideInAPackage("io.clipstream.model.checkpoint.."))
          .orShould()
          .dependOnClassesThat(resideInAPackage("io.clipstream.model.training.."));
}
