# Sourced by mvnw and deploy/*: sets JAVA_HOME to a JDK 25, whatever `java` on the PATH is.
# Order: JAVA_HOME if it is one, JDK25_HOME, /usr/lib/jvm, SDKMAN, macOS and user JDK folders.
portico_is_jdk25() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}
portico_find_jdk25() {
  for portico_jdk in "${JAVA_HOME-}" "${JDK25_HOME-}" $(ls -d /usr/lib/jvm/*25* /usr/lib/jvm/* /opt/*jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* 2>/dev/null); do
    if portico_is_jdk25 "$portico_jdk"; then
      JAVA_HOME=$portico_jdk
      export JAVA_HOME
      return 0
    fi
  done
  echo "Portico needs a JDK 25 and found none: install one (Debian 13: openjdk-25-jdk; or temurin-25-jdk) or set JAVA_HOME to it." >&2
  return 1
}
portico_find_jdk25
