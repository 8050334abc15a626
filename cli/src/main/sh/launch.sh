# Starts the command line, or another main_class; read by ./clipstream of the source tree and by bin/clipstream of the archive.
#   launch ROOT CLASS_PATH ARGUMENT...    ROOT holds models/ and samples/
# Where shared_classes names a directory, classes as the JVM lays them out in memory are kept there.
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

  local quick=()
  [ -n "${main_class:-}" ] || start_quickly "$@"
  exec "$java" ${quick[@]+"${quick[@]}"} ${CLIPSTREAM_JAVA_OPTS:-} -Djava.awt.headless=true "-Dclipstream.home=$root" \
    "-Dclipstream.terminal=$terminal" "-Dclipstream.screen=$screen" \
    -cp "$classpath" "${main_class:-io.clipstream.cli.Main}" "$@"
}

# Options of the JVM by which a command is there sooner.
start_quickly() {
  if never_optimises "$@"; then
    quick+=(-XX:TieredStopAtLevel=1)
  elif ! is_long "${1:-}"; then
    # The optimising compiler looks only at what runs ten times as often as it would ask for.
    quick+=(-XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000
      -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000)
  fi
  [ -n "${shared_classes:-}" ] && [ "${CLIPSTREAM_SHARED_CLASSES:-on}" != off ] || return 0
  local key
  key=$(class_key 2>/dev/null) || return 0
  local file="$shared_classes/$key.jsa"
  if [ -f "$file" ]; then
    # Whatever the JVM may find wrong with it, it does without.
    quick+=(-Xshare:auto "-XX:SharedArchiveFile=$file" -Xlog:cds*=off)
  elif [ "${1:-}" = tag ]; then
    keep_classes "$file" </dev/null >/dev/null 2>&1 &
  fi
}

# What the optimising compiler costs at the start comes back.
is_long() {
  case $1 in job | train | dashboard) ;; *) return 1 ;; esac
}

# What is over before it pays to optimise for it, or leaves the work to native code.
never_optimises() {
  case ${1:-} in demo) return 0 ;; tag) ;; *) return 1 ;; esac
  [ $# -lt 100 ] || return 1
  local argument
  for argument; do
    # A folder or a list of pictures may be long.
    if [ "$argument" = - ] || [ -d "$argument" ]; then return 1; fi
  done
}

# Another JDK, another class path, or a jar that was written anew has another name.
class_key() {
  local program jars
  program=$(command -v "$java")
  IFS=: read -r -a jars <<<"$classpath"
  { echo "$program:$classpath" && ls -lnLd "$program" "${jars[@]}" || true; } | cksum | tr ' ' '-'
}

# Lays the classes out once, beside the first tag: by tagging a sample, with what the machine has left.
# The file has its name only when it is whole, so that starts at the same time do not disturb each other.
keep_classes() {
  local file=$1 making="$shared_classes/making"
  [ -d "$shared_classes" ] || mkdir "$shared_classes" || return 0
  find "$making" -maxdepth 0 -mmin +10 -exec rm -rf {} + || true # left behind by one that was killed
  mkdir "$making" || return 0
  if nice -n 19 "$java" -XX:ArchiveClassesAtExit="$making/classes.jsa" -XX:TieredStopAtLevel=1 \
    -Djava.awt.headless=true "-Dclipstream.home=$root" -cp "$classpath" io.clipstream.cli.Main \
    tag "$root/samples/pictures/airplane-noto.png" --label-set "$root/samples/labels.yaml"; then
    rm -f "$shared_classes"/*.jsa
    mv "$making/classes.jsa" "$file"
  fi
  rm -rf "$making"
}
