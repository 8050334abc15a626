package io.clipstream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clipstream.model.image.jpeg.JpegEngine;
import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What decodes JPEGs is chosen by what there is, or by whoever starts the process. */
class JpegEngineTest {
  private static final byte[] JPEG = Pictures.jpeg(Pictures.photograph(64, 48, 1, 9), 0.9, false);

  @Test
  void namesChoose() {
    assertThat(JpegEngine.named("java")).isEqualTo(JpegEngine.JAVA);
    assertThat(JpegEngine.named("AUTO")).isEqualTo(JpegEngine.chosen());
    assertThatExceptionOfType(SettingException.class)
        .isThrownBy(() -> JpegEngine.named("mozjpeg"))
        .withMessage("clipstream.jpeg is 'mozjpeg', expected auto, java or turbojpeg");
  }

  /** As two jobs of a session cluster would have it that bring the library along. */
  @Test
  void everyClassLoaderDecodes() throws Exception {
    for (int i = 0; i < 2; i++) {
      try (URLClassLoader loader = new Loader("")) {
        assertThat(engine(loader, "auto").toString()).isEqualTo(JpegEngine.chosen().toString());
        assertDecodes(loader);
      }
    }
  }

  @Test
  void withoutTheLibraryJavaDecodesOrThePersonIsTold() throws Exception {
    try (URLClassLoader loader = new Loader("com.sun.jna.NativeLibrary")) {
      assertThat(engine(loader, "auto").toString()).isEqualTo("JAVA");
      assertDecodes(loader);
      assertThatExceptionOfType(InvocationTargetException.class)
          .isThrownBy(() -> engine(loader, "turbojpeg"))
          .satisfies(
              thrown -> {
                Throwable said = thrown.getCause();
                assertThat(said.getClass().getName()).isEqualTo(ResourceException.class.getName());
                assertThat(said)
                    .hasMessageContaining("libturbojpeg")
                    .hasMessageContaining("or choose auto");
              });
    }
  }

  private static Object engine(ClassLoader loader, String name) throws Exception {
    Class<?> engines = loader.loadClass(JpegEngine.class.getName());
    assertThat(engines.getClassLoader()).isSameAs(loader);
    return engines.getMethod("named", String.class).invoke(null, name);
  }

  private static void assertDecodes(ClassLoader loader) throws Exception {
    Class<?> limits = loader.loadClass(ImageLimits.class.getName());
    Class<?> decoders = loader.loadClass(ImageDecoder.class.getName());
    Object decoder =
        decoders.getConstructor(limits).newInstance(limits.getField("DEFAULT").get(null));
    Method decode = decoders.getMethod("decode", byte[].class);
    assertThat(decode.invoke(decoder, (Object) JPEG).getClass().getSimpleName())
        .isEqualTo("Decoded");
  }

  /** Loads everything anew but the platform, and one class not at all. */
  private static final class Loader extends URLClassLoader {
    private final String without;

    Loader(String without) throws MalformedURLException {
      super(classPath(), ClassLoader.getPlatformClassLoader());
      this.without = without;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.equals(without)) {
        throw new ClassNotFoundException(name);
      }
      return super.findClass(name);
    }

    private static URL[] classPath() throws MalformedURLException {
      List<URL> urls = new ArrayList<>();
      for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
        urls.add(new File(part).toURI().toURL());
      }
      return urls.toArray(new URL[0]);
    }
  }
}
