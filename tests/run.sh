#!/usr/bin/env bash
# Builds QuickScale, checks its format, runs its tests and its coverage gate.
#
#   bash tests/run.sh           everything, a small number of rounds, fresh seeds (what CI runs)
#   bash tests/run.sh --fast    build, format, unit tests and one generated project
#   bash tests/run.sh --full    the high numbers of rounds
#
# The last line is "N passed, N failed"; the exit code is 0 only when nothing failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=${1:-standard}
case "$mode" in
  standard | --fast | --full) ;;
  *)
    echo "usage: bash tests/run.sh [--fast|--full]" >&2
    exit 2
    ;;
esac

export DOTNET_CLI_UI_LANGUAGE=en DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# A server that outlives the run would hold its output open and keep files of the last build.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
# One compiler server for all builds of the run, which ends with it: a cold compiler for each project doubles the time of a build.
# Profiles are off because with them the just-in-time compiler breaks Razor's generator in such a server at about its third build.
export UseSharedCompilation=true SharedCompilationId=quickscale-$$ DOTNET_TieredPGO=0
export QUICKSCALE_TEST_SEED=${QUICKSCALE_TEST_SEED:-$((RANDOM * 32768 + RANDOM))}
export QUICKSCALE_TEST_ROUNDS=1
[ "$mode" = --full ] && QUICKSCALE_TEST_ROUNDS=20

# What several test projects need (the template pack, projects that are only read or run, npm packages) is made once. It lies
# outside the repository, whose build files would reach into it.
QUICKSCALE_TEST_SHARED=$(mktemp -d)
export QUICKSCALE_TEST_SHARED
# What npm brings is brought once a run, into a cache that holds nothing at its beginning, as with who has never used npm. A registry
# that says nothing for a minute is asked again.
export npm_config_cache=$QUICKSCALE_TEST_SHARED/npm npm_config_fetch_timeout=60000 npm_config_fetch_retries=4
clean_up() {
  local compiler
  compiler=$(dotnet --info 2>/dev/null | sed -n 's/^ *Base Path: *//p')Roslyn/bincore/VBCSCompiler.dll
  [ -f "$compiler" ] && dotnet exec "$compiler" -shutdown "-pipename:$SharedCompilationId" >/dev/null 2>&1
  rm -rf "$QUICKSCALE_TEST_SHARED"
}
trap clean_up EXIT

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
started=$SECONDS
# A line for each; a file, since two lanes write into it.
failed_steps=$results/failed-steps
: >"$failed_steps"

# step NAME SECONDS COMMAND…: runs a command under a time limit that ends its whole process group.
step() {
  local name=$1 limit=$2 at=$SECONDS
  shift 2
  printf '\n== %s\n' "$name"
  if timeout --kill-after=10 "$limit" "$@" </dev/null; then
    printf -- '-- %s: ok, %s s\n' "$name" $((SECONDS - at))
  else
    printf -- '-- %s: FAILED, %s s\n' "$name" $((SECONDS - at))
    echo "$name" >>"$failed_steps"
    return 1
  fi
}

stop_early() {
  echo "Stopped: $1" >&2
  echo "0 passed, 1 failed"
  exit 1
}

# What the tests need beside the .NET SDK. A Debian machine gets it when we are root; else it is named.
need=()
command -v git >/dev/null || need+=(git)
command -v ssh-keygen >/dev/null || need+=(openssh-client)
if [ "$mode" != --fast ]; then
  command -v chromium-headless-shell >/dev/null || command -v chromium >/dev/null || command -v google-chrome >/dev/null || need+=(chromium chromium-headless-shell)
  ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || need+=(postgresql)
  # The package of the tool for Linux is machine code, which a C compiler links.
  command -v gcc >/dev/null || need+=(gcc libc6-dev)
  command -v node >/dev/null || need+=(nodejs)
  command -v npm >/dev/null || need+=(npm)
  /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || python3 -c 'import aiosmtpd' 2>/dev/null || need+=(python3-aiosmtpd)
fi
if [ ${#need[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    step "install ${need[*]}" 900 bash -c "apt-get update -qq && apt-get install -y -qq --no-install-recommends ${need[*]} >$results/apt.log 2>&1 || { tail -n 20 $results/apt.log; exit 1; }" \
      || stop_early "the packages ${need[*]} could not be installed; install them and run this again."
  else
    stop_early "install ${need[*]} and run this again."
  fi
fi
command -v dotnet >/dev/null || stop_early "the .NET SDK 10 is missing; install it and run this again."

echo "seed $QUICKSCALE_TEST_SEED, rounds $QUICKSCALE_TEST_ROUNDS (set QUICKSCALE_TEST_SEED to repeat a run)"

step restore 900 dotnet restore QuickScale.slnx || stop_early "packages could not be restored."
step build 900 dotnet build QuickScale.slnx --no-restore -warnaserror || stop_early "the solution does not build."
# The build has checked the style already; what is left is the white space, which needs no compiler.
step format 120 dotnet format whitespace . --folder --verify-no-changes --include tool/ tests/ content/modules/

# Full is what others of an ordinary run test too, in another project or at another moment.
filter=(--filter "TestCategory!=Full")
[ "$mode" = --fast ] && filter=(--filter "(TestCategory!=Slow&TestCategory!=Full)|TestCategory=Smoke")
[ "$mode" = --full ] && filter=()
limit=4700
[ "$mode" = --full ] && limit=14400
run_tests() {
  local project=$1 name
  name=$(basename "$project" .csproj)
  # The reports of many projects at once would mix; each is shown when its project has ended.
  step "$name" "$limit" dotnet test "$project" --no-build --nologo "${filter[@]}" \
    --logger "trx;LogFileName=$name.trx" --logger "console;verbosity=normal" \
    --results-directory "$results" --collect "XPlat Code Coverage" --settings tests/coverage.runsettings >"$results/$name.log" 2>&1
  cat "$results/$name.log"
}

# Two at a time, those that take longest first: each waits for other programs for a part of its time. Browsers and generated projects
# use the machine most, so that these two do not begin together.
projects=(tests/QuickScale.{Browser,Tool,Modules,Templates}.Tests/*.csproj content/modules/*/tests/*.csproj)
missing=$(comm -13 <(printf '%s\n' "${projects[@]}" | sort) <(printf '%s\n' content/modules/*/tests/*.csproj tests/*.Tests/*.csproj | sort))
[ -z "$missing" ] || stop_early "tests/run.sh does not know of $missing; name it there."
running=0
for project in "${projects[@]}"; do
  [ "$mode" = --fast ] && [[ "$project" = */QuickScale.Browser.Tests.csproj ]] && continue
  if [ "$running" -ge 2 ]; then
    wait -n
    running=$((running - 1))
  fi
  run_tests "$project" &
  running=$((running + 1))
done
wait

if [ "$mode" != --fast ]; then
  step coverage 300 dotnet run --file tests/CoverageGate.cs -- "$results" tests/coverage-exceptions.txt
fi

# The counts come from the result files, never from what a runner prints.
sum() {
  local total=0 number
  while read -r number; do total=$((total + number)); done < <(sed -n "s/.*<Counters.* $1=\"\([0-9]*\)\".*/\1/p" "$results"/*.trx 2>/dev/null)
  echo "$total"
}
passed=$(sum passed)
failed=$(sum failed)
total=$(sum total)
skipped=$((total - passed - failed))

# A step that fails without a failed test (a crash, a time limit, the coverage gate, the format) counts as one failure.
while read -r name; do
  trx="$results/$name.trx"
  if [ ! -f "$trx" ] || ! grep -q 'failed="[1-9]' "$trx"; then failed=$((failed + 1)); fi
done <"$failed_steps"
[ "$total" -gt 0 ] || { echo "No test ran."; failed=$((failed + 1)); }

# What failed stands at the end too: who reads a run may see no more of it.
awk -f tests/failed-tests.awk "$results"/*.trx 2>/dev/null

printf '\n%s in %s s; %s skipped; seed %s, rounds %s\n' "${mode#--}" $((SECONDS - started)) "$skipped" "$QUICKSCALE_TEST_SEED" "$QUICKSCALE_TEST_ROUNDS"
sed 's/^/failed: /' "$failed_steps"
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
