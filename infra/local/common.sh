# shellcheck shell=sh
# What the scripts of infra/local, infra/bench and infra/faults share; read by them with ".", never run by itself.
# Expects root, the project's folder; sets jar, etcd and the class folders as the functions say.

: "${root:?is to be the folder of the project}"
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
etcd=
bench_classes=

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# need_java: ends with one clear line where there is no JDK 17 or later.
need_java() {
  version=$("$java" -version 2>&1) || fail "a JDK (17 or later) is needed: java is not on the PATH and JAVA_HOME names none"
  major=$(printf '%s\n' "$version" | sed -n 's/.* version "\([0-9]*\).*/\1/p')
  [ "${major:-0}" -ge 17 ] || fail "JDK 17 or later is needed, this one is ${major:-unknown}: $java"
}

# stale RESULT SOURCE…: RESULT is missing, or older than a file of the sources.
stale() {
  result=$1
  shift
  [ -f "$result" ] || return 0
  [ -n "$(find "$@" -type f -newer "$result" 2>/dev/null | head -n 1)" ]
}

# build MODULES [OPTION…]: packages the modules and those they need; neither tests nor the formatter run.
build() {
  modules=$1
  shift
  command -v mvn >/dev/null 2>&1 || fail "Maven is needed to build: mvn is not on the PATH"
  printf '%s: building (the first time this also downloads libraries, and takes minutes)\n' "${0##*/}" >&2
  (cd "$root" && mvn -q -B -ntp "$@" -DskipTests -Dspotless.check.skip -pl "$modules" -am package </dev/null >&2) || fail "the build failed"
}

# build_application: packages the application and the local run where they are missing or older than their sources.
# Touching the results makes them newer than sources that a build finds unchanged.
build_application() {
  need_java
  classes=$root/infra/local/target/classes
  set -- "$root"/functions/target/*-runner.jar
  jar=$1
  if stale "$jar" "$root"/shared/src/main "$root"/functions/src/main "$root"/*/pom.xml "$root/pom.xml" ||
    stale "$classes/nexus/local/Up.class" "$root/infra/local/src/main" "$root/infra/local/pom.xml"; then
    build functions,infra/local
    set -- "$root"/functions/target/*-runner.jar
    jar=$1
    [ -f "$jar" ] || fail "the build made no functions/target/*-runner.jar"
    touch "$jar" "$classes/nexus/local/Up.class"
  fi
}

# build_command_line: compiles the local run where it is missing or older than its sources; needs nothing of the application.
build_command_line() {
  classes=$root/infra/local/target/classes
  if stale "$classes/nexus/local/cli/Nexus.class" "$root/infra/local/src/main" "$root/infra/local/pom.xml" ||
    ! [ -d "$root/infra/local/target/lib" ]; then
    need_java
    build infra/local
    touch "$classes/nexus/local/cli/Nexus.class"
  fi
  command -v "$java" >/dev/null 2>&1 || need_java
}

# build_bench: compiles the generator and the measurements where they are missing or older than their sources.
build_bench() {
  bench_classes=$root/infra/bench/target/classes
  if stale "$bench_classes/nexus/bench/Generate.class" "$root"/infra/bench/src/main "$root/infra/bench/pom.xml"; then
    build infra/bench -Pbench
    touch "$bench_classes/nexus/bench/Generate.class"
  fi
}

# build_faults: compiles the fault harness, and the generator it uses, where they are missing or older than their sources.
build_faults() {
  build_bench
  faults_classes=$root/infra/faults/target/classes
  if stale "$faults_classes/nexus/faults/Run.class" "$root"/infra/faults/src/main "$root/infra/faults/pom.xml"; then
    build infra/faults -Pbench
    touch "$faults_classes/nexus/faults/Run.class"
  fi
  bench_classes=$bench_classes:$faults_classes
}

# build_simulation: compiles the pipeline and its tests, of which the simulation is one, where they are missing or older than
# their sources. The application has the libraries they need.
build_simulation() {
  build_application
  tests=$root/shared/target/test-classes
  if stale "$tests/nexus/telemetry/simulation/Simulate.class" "$root/shared/src" "$root/shared/pom.xml"; then
    build shared
    touch "$tests/nexus/telemetry/simulation/Simulate.class"
  fi
  # shellcheck disable=SC2034 # for who reads this file
  simulation_classes="$tests:$root/shared/target/classes:$root/functions/target/lib/*"
}

# build_benchmarks: compiles the benchmarks where they are missing or older than their sources or the pipeline's.
build_benchmarks() {
  need_java
  bench_classes=$root/infra/bench/target/classes
  if stale "$bench_classes/META-INF/BenchmarkList" "$root"/infra/bench/src/main "$root"/functions/src/main \
    "$root"/shared/src/main "$root/infra/bench/pom.xml" "$root/shared/pom.xml" "$root/pom.xml"; then
    build infra/bench -Pbench
    touch "$bench_classes/META-INF/BenchmarkList"
  fi
}

# find_etcd: sets etcd to the path of one that runs here.
find_etcd() {
  etcd=$("$root/infra/local/etcd-bin") || exit 1
}

# run_local MAIN [ARGUMENT…]: becomes the JVM that starts, watches and stops the children.
# The jar goes before the libraries: Quarkus took classes out of them and has its own in the jar.
run_local() {
  main=$1
  shift
  terminal=false
  if [ -t 1 ]; then terminal=true; fi
  exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto \
    -Dnexus.local.jar="$jar" -Dnexus.local.etcd="$etcd" -Dnexus.local.tty="$terminal" \
    -cp "${bench_classes:+$bench_classes:}$classes:$jar:$root/functions/target/lib/*" "$main" "$@"
}
