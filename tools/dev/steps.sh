# Sourced by tools/quickstart and tools/test: one line a step on the terminal, everything else in a log file.

# start_log FILE: where the output of all steps goes.
start_log() {
  step_log="$1"
  mkdir -p "$(dirname "$step_log")"
  : > "$step_log"
}

# step TITLE COMMAND...: runs the command; prints the title and how long it took, and the end of its output when it fails.
step() {
  local title="$1" started=$SECONDS first_line code=0
  shift
  first_line=$(($(wc -l < "$step_log") + 1))
  printf '%-62s' "$title"
  "$@" >> "$step_log" 2>&1 </dev/null || code=$?
  if [[ $code -eq 0 ]]; then
    printf 'ok      %4d s\n' $((SECONDS - started))
    return 0
  fi
  printf 'FAILED  %4d s\n' $((SECONDS - started))
  tail -n "+$first_line" "$step_log" | tail -n 60 | sed 's/^/    /'
  echo "    (exit code $code; the whole output is in $step_log)"
  return "$code"
}
