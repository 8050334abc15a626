# Starts the command line, or another main_class; read by ./clipstream of the source tree and by bin/clipstream of the archive.
#   launch ROOT CLASS_PATH ARGUMENT...    ROOT holds models/ and samples/
launch() {
  local root=$1 classpath=$2
  shift 2

  # Idle threads of the engine would spin: beside other programs that costs more than it saves.
  export GOMP_SPINCOUNT="${GOMP_SPINCOUNT:-1000}"

  # In the C locale the JVM cannot even name files whose names are not ASCII.
  case "${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}" in C | POSIX) export LC_ALL=C.UTF-8 ;; esac

  local terminal=false screen=false
  [ -t 2 ] && terminal=true
  [ -t 1 ] && screen=true

  local java=java
  [ -n "${JAVA_HOME:-}" ] && java="$JAVA_HOME/bin/java"
  command -v "$java" >/dev/null || {
    echo "clipstream: there is no $java; install Java 17 or newer, or point JAVA_HOME at one" >&2
    exit 1
  }
  exec "$java" ${CLIPSTREAM_JAVA_OPTS:-} -Djava.awt.headless=true "-Dclipstream.home=$root" \
    "-Dclipstream.terminal=$terminal" "-Dclipstream.screen=$screen" \
    -cp "$classpath" "${main_class:-io.clipstream.cli.Main}" "$@"
}
