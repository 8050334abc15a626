package io.clipstream.model.encoder;

import ai.djl.ndarray.NDManager;
import io.clipstream.model.Precision;
import io.clipstream.schemas.SettingException;
import java.util.Locale;

/**
 * By which rule the kernel of each product with weights is chosen, on the CPU: by an option, or by
 * the machine's environment where the option leaves it at {@link #MEASURED}.
 */
public enum Kernels {
  /** The fastest here: measured once for each shape, and remembered in a file of the machine. */
  MEASURED,
  /** Packed, without a measurement. */
  PACKED,
  /** The engine's plain product, from weights as they are stored. */
  PLAIN;

  /** The environment variable that pins the rule for a machine. */
  public static final String VARIABLE = "CLIPSTREAM_KERNELS";

  private static final Object MEASURING = new Object();

  /**
   * What {@link #VARIABLE} says; measured if it says nothing.
   *
   * @throws SettingException if it says something else
   */
  public static Kernels pinned() {
    return named(System.getenv(VARIABLE));
  }

  /** This rule, or what {@link #VARIABLE} pins if this one leaves it open. */
  public Kernels orPinned() {
    return this == MEASURED ? pinned() : this;
  }

  static Kernels named(String name) {
    if (name == null || name.isBlank()) {
      return MEASURED;
    }
    for (Kernels rule : values()) {
      if (rule.name().equalsIgnoreCase(name.strip())) {
        return rule;
      }
    }
    throw new SettingException(
        "%s is '%s', expected measured, packed or plain".formatted(VARIABLE, name));
  }

  /** This rule, but plain where oneDNN has no kernels for the type on this processor. */
  public Kernels in(Precision precision) {
    boolean known =
        precision == Precision.FP32 || precision == Precision.BF16 && Processor.hasBfloat16();
    return known ? this : PLAIN;
  }

  Kernel of(ProductShape shape, Program program, NDManager manager) {
    return of(shape, program, manager, KernelCache.ofUser());
  }

  Kernel of(ProductShape shape, Program program, NDManager manager, KernelCache cache) {
    return switch (this) {
      case PLAIN -> Kernel.PLAIN;
      case PACKED -> Kernel.PACKED_FOR_MANY;
      case MEASURED -> shape.isSmall() ? Kernel.PLAIN : measured(shape, program, manager, cache);
    };
  }

  /** One measurement at a time, or they would disturb each other. */
  private static Kernel measured(
      ProductShape shape, Program program, NDManager manager, KernelCache cache) {
    synchronized (MEASURING) {
      String machine = Processor.fingerprint();
      return cache
          .get(machine, shape)
          .orElseGet(
              () -> {
                Kernel fastest = new KernelTiming(program, manager).fastest(shape);
                cache.put(machine, shape, fastest);
                return fastest;
              });
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
