# Sourced by deploy/playground and deploy/bench/*, which set $root and fail(): builds what is not built, or is older than its sources.

# Whether a module's product $2 is absent or older than what it is made from.
stale() {
  local made=$root/$2
  [ -e "$made" ] || return 0
  [ ! "$root/deploy/target/built" -nt "$made" ] || made=$root/deploy/target/built
  [ -n "$(find "$root/pom.xml" "$root/$1/pom.xml" "$root/$1/src/main" "$root/controller-runtime/src" -newer "$made" -type f -print -quit)" ]
}
# build MODULE...: the fast-jars of these modules, and the classes and libraries of deploy.
build() {
  local module wanted=
  for module; do
    if stale "$module" "$module/target/quarkus-app/quarkus-run.jar"; then wanted="$wanted $module"; fi
  done
  if stale deploy deploy/target/classes/io/portico/playground/Main.class || [ ! -d "$root/deploy/target/lib" ]; then wanted="$wanted deploy"; fi
  [ -n "$wanted" ] || return 0
  echo "Building$wanted (a minute or two; the first time it downloads the libraries)"
  (cd "$root" && ./mvnw -q -B package -DskipTests) || fail "the build failed" 1
  touch "$root/deploy/target/built"
}
# deploy_java ARG...: sets $java to the command that runs a class of deploy.
deploy_java() {
  # shellcheck source=../.mvn/jdk25.sh
  . "$root/.mvn/jdk25.sh"
  java=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx256m --enable-native-access=ALL-UNNAMED
    --sun-misc-unsafe-memory-access=allow '-Djava.util.logging.SimpleFormatter.format=  ! %5$s%n' "$@" -cp "$root/deploy/target/classes:$root/deploy/target/lib/*")
}
# requires TOOL...: all on the PATH.
requires() {
  local tool missing=
  [ "$(uname -s)" = Linux ] || fail "it needs Linux: namespaces are its network"
  for tool; do
    PATH="$PATH:/usr/sbin:/sbin" command -v "$tool" >/dev/null || missing="$missing $tool"
  done
  [ -z "$missing" ] || fail "not installed:$missing (Debian: apt-get install iproute2 nftables conntrack curl openssl util-linux)"
  if [ "$(id -u)" != 0 ] && ! unshare --user --map-root-user --net true 2>/dev/null; then
    fail "user namespaces are not allowed here (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns): run it as root"
  fi
}
