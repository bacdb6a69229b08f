#!/usr/bin/env bash
# Sourced by deploy/playground and deploy/bench/*, which set $root and fail(): builds what is not built, or was built from other sources.
# Run as `deploy/build.sh remember` by Maven at the end of a build: notes what it was built from.

# What a module's product is made from, as one hash: the content counts, not when a file was written.
sources() {
  (cd "$root" && find pom.xml .mvn "$1/pom.xml" "$1/src/main" controller-runtime \( -name target -o -path '*/src/test' \) -prune -o -type f -print0 |
    LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1)
}
# The file that a build of the module leaves.
product() {
  case $1 in
    deploy) echo "$root/deploy/target/classes/io/portico/playground/Main.class" ;;
    *) echo "$root/$1/target/quarkus-app/quarkus-run.jar" ;;
  esac
}
# Whether a module's product is absent or made from other sources than there are.
stale() {
  [ ! -e "$(product "$1")" ] || [ "$(cat "$root/$1/target/built-from" 2>/dev/null)" != "$(sources "$1")" ]
}
# remember MODULE HASH: its product is made from these.
remember() { echo "$2" >"$root/$1/target/built-from"; }
# Runs Maven; says which module it is at, and when it fails what it printed last.
maven() {
  local log=$root/deploy/target/build.log since=$SECONDS said='' now='' maven
  mkdir -p "$root/deploy/target"
  (cd "$root" && exec ./mvnw -B -ntp "$@") >"$log" 2>&1 &
  maven=$!
  trap 'kill "$maven" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$maven" 2>/dev/null; do
    now=$(sed -n 's/^\[INFO\] Building \(.*\) [^ ][^ ]*  *\[\([0-9]*\/[0-9]*\)\]$/\2 \1/p' "$log" | tail -n 1)
    if [ -t 1 ]; then
      printf '\r\033[K  … %s, %d s' "${now:-Maven starts}" $((SECONDS - since))
    elif [ "$now" != "$said" ]; then
      echo "  … $now"
      said=$now
    fi
    sleep 1
  done
  trap - INT TERM
  if [ -t 1 ]; then printf '\r\033[K'; fi
  if ! wait "$maven"; then
    { grep '^\[ERROR\]' "$log" || tail -n 30 "$log"; } | head -n 30 >&2
    fail "the build failed: all that Maven printed is in $log" 1
  fi
  echo "  ✓ built in $((SECONDS - since)) s"
}
# build MODULE...: the fast-jars of these modules, and the classes and libraries of deploy.
build() {
  local module wanted=()
  for module; do
    if stale "$module"; then wanted+=("$module"); fi
  done
  if stale deploy || [ ! -d "$root/deploy/target/lib" ]; then wanted+=(deploy); fi
  [ ${#wanted[@]} -gt 0 ] || return 0
  echo "Building ${wanted[*]} (a minute or two; the first time it downloads the libraries)"
  # Taken before: what is changed while Maven runs is not in what it builds.
  local -A all=()
  for module in default-backend endpoints-controller node-proxy ingress-controller cert-manager-lite deploy; do
    all[$module]=$(sources "$module")
  done
  maven package -Dmaven.test.skip=true
  for module in "${!all[@]}"; do remember "$module" "${all[$module]}"; done
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
  [ -z "$missing" ] || fail "not installed:$missing (Debian: apt-get install iproute2 nftables conntrack curl openssl util-linux crun)"
  if [ "$(id -u)" != 0 ] && ! unshare --user --map-root-user --net true 2>/dev/null; then
    fail "user namespaces are not allowed here (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns): run it as root"
  fi
}

# By Maven: what it has just built is made from what there is, unless something was written since.
if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -eu
  [ "${1-}" = remember ] || { echo "Usage: deploy/build.sh remember" >&2; exit 2; }
  root=$(cd "$(dirname "$0")/.." && pwd)
  for module in default-backend endpoints-controller node-proxy ingress-controller cert-manager-lite deploy; do
    made=$(product "$module")
    if [ -e "$made" ]; then
      newest=$(find "$root/pom.xml" "$root/.mvn" "$root/$module/pom.xml" "$root/$module/src/main" "$root/controller-runtime" \
        \( -name target -o -path '*/src/test' \) -prune -o -newer "$made" -type f -print -quit)
      if [ -z "$newest" ]; then remember "$module" "$(sources "$module")"; fi
    fi
  done
fi
