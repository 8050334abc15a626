package io.clipstream.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the arrows between modules and packages: they point down. */
@AnalyzeClasses(packages = "io.clipstream", importOptions = ImportOption.DoNotIncludeTests.class)
class ModuleArrowsTest {
  @ArchTest
  static final ArchRule schemasKnowNothingAbove =
      noClasses()
          .that(resideInAPackage("io.clipstream.schemas.."))
          .should()
          .dependOnClassesThat(resideInAPackage("io.clipstream.model.."))
          .orShould()
          .dependOnClassesThat(resideInAPackage("io.clipstream.jobs.."));

  @ArchTest
  static final ArchRule theModelKnowsNeitherJobsNorStreams =
      noClasses()
          .that(resideInAPackage("io.clipstream.model.."))
          .should()
          .dependOnClassesThat(resideInAPackage("io.clipstream.jobs.."))
          .orShould()
          .dependOnClassesThat(resideInAPackage("io.clipstream.operators.."))
          .orShould()
          .dependOnClassesThat(resideInAPackage("org.apache.flink.."))
          .orShould()
          .dependOnClassesThat(resideInAPackage("org.apache.kafka.."));

  @ArchTest
  static final ArchRule picturesAndTextNeedNoNativeCode =
      classes()
          .that(resideInAPackage("io.clipstream.model.text.."))
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("io.clipstream.model.text..")
                  .or(resideInAPackage("java.."))
                  .or(resideInAPackage("com.fasterxml.jackson.."))
                  .or(resideInAPackage("io.clipstream.model")));

  @ArchTest
  static final ArchRule encodersKnowNoCheckpoints =
      noClasses()
          .that(resideInAPackage("io.clipstream.model.encoder.."))
          .should()
          .dependOnClassesThat(resideInAPackage("io.clipstream.model.checkpoint.."))
          .orShould()
          .dependOnClassesThat(resideInAPackage("io.clipstream.model.training.."));
}
