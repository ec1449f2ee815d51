# Parts of the scripts `coxswain` and `verify`: finding tools, building, training. Sourced, not run.
# Needs: here (this directory).
root=$(dirname "$here")
builds=$here/target/builds

say() { printf '%s\n' "$*" >&2; }
die() { say "coxswain: $*"; exit 1; }

# --- tools -----------------------------------------------------------------------------------------

java_version() { # the feature version of the JDK that a java program belongs to, or nothing
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$(dirname "$(dirname "$1")")/release" 2>/dev/null
}

# Prints the path of a java 25 that comes with its compiler.
find_java() {
    local candidate
    for candidate in \
        "${JAVA_HOME:-/nowhere}/bin/java" \
        "$(readlink -f "$(command -v java || echo /nowhere)")" \
        /usr/lib/jvm/*/bin/java /opt/*jdk*/bin/java \
        "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/*/bin/java "$HOME"/.jdks/*/bin/java; do
        if [ -x "$candidate" ] && [ -x "$(dirname "$candidate")/javac" ] && [ "$(java_version "$candidate")" = 25 ]; then
            echo "$candidate"
            return
        fi
    done
    die "no JDK 25 found (JAVA_HOME, /usr/lib/jvm, PATH, SDKMAN): install one from https://adoptium.net or with 'sdk install java 25-tem', then try again"
}

# True where the first version is at least the second.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }

installable() { # root on Debian 12, 13 or Ubuntu 24.04
    [ "$(id -u)" = 0 ] && [ -r /etc/os-release ] || return 1
    case $(. /etc/os-release && echo "${ID:-}-${VERSION_ID:-}") in
        debian-12 | debian-13 | ubuntu-24.04) return 0 ;;
        *) return 1 ;;
    esac
}

# Makes sure of the programs, package by package: `need <program> <package> <what for>`.
missing=()
need() {
    command -v "$1" >/dev/null 2>&1 && return
    installable || die "$1 is missing ($3): install it and try again"
    missing+=("$2")
}

install_missing() {
    [ ${#missing[@]} -gt 0 ] || return 0
    say "installing ${missing[*]} …"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -q -y --no-install-recommends "${missing[@]}"; } >"${TMPDIR:-/tmp}/coxswain-install.log" 2>&1 ||
        die "installing ${missing[*]} failed, see ${TMPDIR:-/tmp}/coxswain-install.log"
    missing=()
    hash -r
}

prepare_machine() {
    need ip iproute2 'routes and interfaces'
    need nft nftables 'the Service proxy'
    need setsid util-linux 'running in the background'
    need umount mount 'removing volumes'
    need docker docker.io 'containers; Docker Engine 20.10 or newer'
    install_missing
    start_docker
}

prepare_maven() {
    if command -v mvn >/dev/null 2>&1; then
        local version
        version=$(JAVA_HOME=$(dirname "$(dirname "$java")") mvn -v 2>/dev/null | sed -n 's/\x1b\[[0-9;]*m//g; s/^Apache Maven \([0-9.]*\).*/\1/p')
        at_least "${version:-0}" 3.8 || die "Maven ${version:-of unknown version} is too old: 3.8 or newer is needed"
    else
        need mvn maven 'the build; Maven 3.8 or newer'
        install_missing
    fi
}

docker_answers() { docker version -f '{{.Server.Version}}' >/dev/null 2>&1; }

start_docker() {
    # The socket answers without a program start; the launcher looks at the version.
    [ -S /var/run/docker.sock ] && docker_socket_answers && return
    [ -n "${DOCKER_HOST:-}" ] && return
    docker_answers && return
    if [ "$(id -u)" = 0 ]; then
        say 'starting Docker …'
        if [ -d /run/systemd/system ]; then
            systemctl start docker >/dev/null 2>&1 || true
        else
            service docker start >/dev/null 2>&1 || true
        fi
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
            docker_answers && return
            sleep 1
        done
    fi
    die 'Docker is installed but does not run: start it (systemctl start docker, or service docker start) and try again'
}

docker_socket_answers() {
    command -v curl >/dev/null 2>&1 && curl -s -o /dev/null --max-time 2 --unix-socket /var/run/docker.sock http://docker/_ping
}

# --- build -----------------------------------------------------------------------------------------

# A build is a directory of its own that never changes: a cluster that runs keeps the jars it has open.
current_build() {
    [ -f "$builds/current" ] && [ -f "$builds/$(cat "$builds/current")/classpath" ] || return 1
    echo "$builds/$(cat "$builds/current")"
}

is_outdated() {
    [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main "$here/jvm.options" -newer "$1/classpath" -print -quit 2>/dev/null)" ]
}

make_build() {
    mkdir -p "$here/target"
    local log=$here/target/build.log
    prepare_maven
    say 'building (the first time takes some minutes) …'
    begin_build
    (cd "$root" && JAVA_HOME=$(dirname "$(dirname "$java")") mvn -B -ntp package -DskipTests -Dspotless.check.skip=true) >"$log" 2>&1 ||
        { grep -m 5 ERROR "$log" >&2; die "the build failed, see $log"; }
    assemble_build
}

# To be called before Maven packages: notes the time, and clears away libraries that are no dependencies any more.
begin_build() {
    mkdir -p "$builds"
    rm -rf "$here/target/lib"
    touch "$builds/.stamp"
}

# Makes a build of what Maven packaged.
assemble_build() {
    local name
    name=$(date +%Y%m%d-%H%M%S)-$$
    mkdir "$builds/$name"
    cp -R --preserve=timestamps "$here/target/lib" "$builds/$name/lib"
    cp --preserve=timestamps "$here"/target/k8s-local-*.jar "$builds/$name/lib/"
    rm -f "$builds/$name"/lib/*-tests.jar "$builds/$name"/lib/*-sources.jar
    cp "$here/jvm.options" "$builds/$name/"
    printf '%s:' "$builds/$name"/lib/*.jar | sed 's/:$//' >"$builds/$name/classpath"
    # Sources that were edited during the build make the next start build again.
    touch -r "$builds/.stamp" "$builds/$name/classpath"
    rm "$builds/.stamp"
    printf '%s' "$name" >"$builds/current.new" && mv "$builds/current.new" "$builds/current"
    forget_builds "$name"
}

forget_builds() { # all but the given one, and those that a process still uses
    local each
    for each in "$builds"/*/; do
        each=${each%/}
        [ "$(basename "$each")" = "$1" ] && continue
        grep -qslF "$each/" /proc/[0-9]*/cmdline || rm -rf "$each"
    done
}

wants_help() { case " $* " in *' -h '* | *' --help '*) return 0 ;; *) return 1 ;; esac; }

# One whole start and stop of a throw-away cluster, during which the JVM notes what to keep ready.
# Without the cache everything works, only slower: a failure is told and not tried again for this build.
train() {
    local home begin=$SECONDS profile=training-$$
    say 'training the AOT cache (once per build) …'
    home=$(mktemp -d "${TMPDIR:-/tmp}/coxswain-training.XXXXXX")
    chmod 755 "$home"
    if (
        export COXSWAIN_HOME=$home KUBECONFIG=$home/kubeconfig COXSWAIN_AOT_OUTPUT=$1/training.aot COXSWAIN_HEAP=''
        # The commands get a small cache of their own: the server's holds far more classes than they would use.
        run_launcher "$1" start -p "$profile" && command_cache=$1/command.aot run_launcher "$1" start -p "$profile" &&
            run_launcher "$1" stop -p "$profile"
    ) >"$1/training.log" 2>&1 && [ -f "$1/training.aot" ]; then
        mv "$1/training.aot" "$1/coxswain.aot"
        say "trained in $((SECONDS - begin)) s"
    else
        touch "$1/untrained"
        say "no AOT cache, starts take longer; see $1/training.log"
    fi
    COXSWAIN_HOME=$home KUBECONFIG=$home/kubeconfig run_launcher "$1" delete -p "$profile" >>"$1/training.log" 2>&1 || true
    rm -rf "$home" "$1/training.aot"
}

# --- run -------------------------------------------------------------------------------------------

command_cache='' # where to write the AOT cache of the commands, while it is trained
run_launcher() { # build, arguments
    local build=$1 aot=()
    shift
    if [ -n "$command_cache" ]; then
        aot=("-XX:AOTCacheOutput=$command_cache")
    elif [ -f "$build/command.aot" ]; then
        aot=("-XX:AOTCache=$build/command.aot")
    fi
    export COXSWAIN_BUILD=$build COXSWAIN_JAVA=$java COXSWAIN_SUPERVISE=$here/supervise
    [ -t 1 ] && export COXSWAIN_TTY=1
    "$java" "${aot[@]}" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx128m --enable-native-access=ALL-UNNAMED -Xlog:disable -Xlog:all=off \
        -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener \
        -cp "$(cat "$build/classpath")" io.coxswain.local.Coxswain "$@"
}
