#!/usr/bin/env bash
# Runs the kit's Java side against the libtorch of this machine's PyTorch (PYTHON names the interpreter).
# A trial without a GPU: KIT_NATIVE=pytorch-native-cpu-2.7.1-linux-x86_64.jar ./run-java.sh --device cpu
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
class_path="$here/java/lib/*:$here/java/lib/classes"
export DJL_CACHE_DIR=${DJL_CACHE_DIR:-$here/java/cache}
if [ -n "${KIT_NATIVE:-}" ]; then
  class_path="$class_path:$KIT_NATIVE"
else
  # The bridge was built for 2.7.1; with another libtorch it serves as far as what it calls is there.
  PYTORCH_LIBRARY_PATH=$("${PYTHON:-python3}" -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))')
  export PYTORCH_LIBRARY_PATH PYTORCH_VERSION=2.7.1 PYTORCH_FLAVOR=${PYTORCH_FLAVOR:-cu128}
fi
exec "$here/java/runtime/bin/java" -Djava.awt.headless=true -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider \
  -cp "$class_path" io.clipstream.benchmarks.GpuKitRun --box "$here/java/box" "$@"
