package io.clipstream.model.image.jpeg;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;

/**
 * The functions of libjpeg-turbo's TurboJPEG interface that are called, which its versions 1.4 to 3
 * all have. Each class loader binds its own copy of this class; the library is shared.
 */
final class TurboFunctions {
  static final int GRAY = 6; // TJPF_GRAY
  static final int RGB = 0; // TJPF_RGB

  /** TJFLAG_STOPONWARNING and TJFLAG_LIMITSCANS. */
  static final int FLAGS = 8_192 | 32_768;

  private TurboFunctions() {}

  /** Binds the functions. Where the library is missing, this throws {@link LinkageError}. */
  static void bind() {
    Native.register(TurboFunctions.class, NativeLibrary.getInstance("turbojpeg"));
  }

  static native Pointer tjInitDecompress();

  /** 0 if it went well; the last four receive a 32-bit integer each. */
  static native int tjDecompressHeader3(
      Pointer handle,
      Pointer jpeg,
      NativeLong length,
      Pointer width,
      Pointer height,
      Pointer subsampling,
      Pointer colours);

  /** 0 if it went well, without a warning. */
  static native int tjDecompress2(
      Pointer handle,
      Pointer jpeg,
      NativeLong length,
      Pointer pixels,
      int width,
      int pitch,
      int height,
      int format,
      int flags);

  static native int tjDestroy(Pointer handle);
}
