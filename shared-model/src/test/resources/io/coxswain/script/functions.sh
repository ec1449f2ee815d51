# Read before each command of the scripts.

# Runs a command in the background until its output has a line with the pattern, prints that output and ends it:
#   until_seen PATTERN command...
until_seen() {
    local pattern=$1 out process
    shift
    out=$(mktemp -p . seen.XXXXXX)
    "$@" >"$out" 2>&1 &
    process=$!
    for _ in $(seq 200); do
        grep -qE -- "$pattern" "$out" && break
        kill -0 "$process" 2>/dev/null || break
        sleep 0.1
    done
    kill "$process" 2>/dev/null
    wait "$process" 2>/dev/null
    cat "$out"
    grep -qE -- "$pattern" "$out"
}

# Repeats a command until its output has the pattern: eventually PATTERN command...
eventually() {
    local pattern=$1 out= end=$((SECONDS + 15))
    shift
    while [ $SECONDS -lt $end ]; do
        out=$("$@" 2>&1)
        grep -qE -- "$pattern" <<<"$out" && break
        sleep 0.1
    done
    printf '%s\n' "$out"
    grep -qE -- "$pattern" <<<"$out"
}

# Stands in for a node agent: says of all Pods with these labels that they run and are ready.
play_kubelet() {
    local pod
    for pod in $(kubectl get pods -l "$1" -o name); do
        kubectl patch "$pod" --subresource=status --type=merge -p '{"status":{"phase":"Running","podIP":"10.1.2.3",
            "conditions":[{"type":"Ready","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},
            {"type":"ContainersReady","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}]}}' >/dev/null
    done
}
