package io.clipstream.model.encoder;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import ai.djl.pytorch.jni.JniUtils;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class GradientModeTest {
  @BeforeAll
  static void loadTheEngine() {
    Engine.getEngine("PyTorch");
  }

  @Test
  void aThreadRecordsFromItsBeginningUntilItIsSwitchedOff() {
    boolean[] modes = new boolean[2];
    CompletableFuture.runAsync(
            () -> {
              modes[0] = JniUtils.isGradMode();
              GradientMode.off();
              modes[1] = JniUtils.isGradMode();
            },
            work -> new Thread(work).start())
        .join();

    assertThat(modes).containsExactly(true, false);
  }

  @Test
  void nothingIsRecordedBehindAPieceOfWorkHoweverItEnds() {
    assertThat(GradientMode.recording(JniUtils::isGradMode)).isTrue();
    assertThat(JniUtils.isGradMode()).isFalse();
    assertThatThrownBy(
            () ->
                GradientMode.recording(
                    () -> {
                      throw new IllegalStateException("of the work");
                    }))
        .hasMessage("of the work");
    assertThat(JniUtils.isGradMode()).isFalse();
  }

  @Test
  void noOtherPlaceSetsIt() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(GradientMode.class.getName())
        .should()
        .callMethod(JniUtils.class, "setGradMode", boolean.class)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.clipstream"));
  }
}
