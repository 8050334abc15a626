package io.clipstream.operators.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import org.apache.flink.api.common.JobID;
import org.junit.jupiter.api.Test;

class ModelClassPathTest {
  private static final ClassLoader FLINK = JobID.class.getClassLoader();

  @Test
  void oneClassPathForAllIsFine() {
    assertThatCode(ModelClassPath::require).doesNotThrowAnyException();
  }

  @Test
  void aJobThatAsksItsParentForTheEngineIsFine() throws IOException {
    try (URLClassLoader job = new URLClassLoader(new URL[0], FLINK)) {
      assertThatCode(() -> ModelClassPath.require(job, FLINK)).doesNotThrowAnyException();
    }
  }

  @Test
  void anEngineInTheJobsJarIsRefusedAndTheMessageSaysWhatToDo() throws IOException {
    URL engine = Engine.class.getProtectionDomain().getCodeSource().getLocation();
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader job = new URLClassLoader(new URL[] {engine}, platform)) {
      assertThatThrownBy(() -> ModelClassPath.require(job, FLINK))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ai.djl.engine.Engine comes from the job's class loader")
          .hasMessageContaining(engine.getPath())
          .hasMessageContaining("put the jars of the distribution's lib/ into Flink's lib/");
    }
  }

  @Test
  void aMissingEngineIsNamed() throws IOException {
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader job = new URLClassLoader(new URL[0], platform)) {
      assertThatThrownBy(() -> ModelClassPath.require(job, FLINK))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ai.djl.engine.Engine is missing, expected it in Flink's lib/");
    }
  }
}
