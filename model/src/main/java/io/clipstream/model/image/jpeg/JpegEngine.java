package io.clipstream.model.image.jpeg;

import io.clipstream.schemas.ResourceException;
import io.clipstream.schemas.SettingException;
import io.clipstream.schemas.logging.Log;
import java.util.Locale;

/**
 * What decodes ordinary JPEGs. libjpeg-turbo is the fastest by far where the machine has it
 * (Debian's package is {@code libturbojpeg0}); what it does not decode without a warning is decoded
 * in Java as it is elsewhere.
 */
public enum JpegEngine {
  JAVA,
  TURBOJPEG;

  /** The system property that chooses: {@code auto} (the default), {@code java}, ... */
  public static final String PROPERTY = "clipstream.jpeg";

  private static final Log LOG = Log.of(JpegEngine.class);

  /**
   * The one that this process uses.
   *
   * @throws SettingException if the property names none
   * @throws ResourceException if it names libjpeg-turbo, which is not there
   */
  public static JpegEngine chosen() {
    return named(System.getProperty(PROPERTY, "auto"));
  }

  /**
   * The one of that name.
   *
   * @throws SettingException if there is none
   * @throws ResourceException if it is libjpeg-turbo, which is not there
   */
  public static JpegEngine named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "auto" -> Turbo.MISSING.isEmpty() ? TURBOJPEG : JAVA;
      case "java" -> JAVA;
      case "turbojpeg" -> required();
      default ->
          throw new SettingException(
              PROPERTY + " is '" + name + "', expected auto, java or turbojpeg");
    };
  }

  private static JpegEngine required() {
    if (!Turbo.MISSING.isEmpty()) {
      throw new ResourceException(
          PROPERTY
              + " is turbojpeg, but "
              + Turbo.MISSING
              + "; install libturbojpeg0 (Debian), or choose auto");
    }
    return TURBOJPEG;
  }

  /** As people are told. */
  public String describe() {
    return this == TURBOJPEG ? "libjpeg-turbo" : "Java";
  }

  /** Looked for once for each class loader. */
  private static final class Turbo {
    /** Why it cannot be used; empty if it can. */
    static final String MISSING = missing();

    private static String missing() {
      try {
        TurboFunctions.bind();
        LOG.info("JPEGs are decoded by libjpeg-turbo");
        return "";
      } catch (LinkageError | RuntimeException unusable) {
        LOG.info("JPEGs are decoded in Java, since libjpeg-turbo cannot be used");
        LOG.debug("why", unusable);
        return "libjpeg-turbo (libturbojpeg) is not on this machine or cannot be loaded";
      }
    }
  }
}
