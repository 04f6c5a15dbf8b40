#!/usr/bin/env bash
# Plan the example segments, apply them, and plan again, on the embedded Pinpoint; then change one of Customer Profiles.
# No AWS account, no credentials of yours.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
log=$folder/emulator.log
emulator=
clean_up() {
  [ -z "$emulator" ] || { kill "$emulator" 2>/dev/null && wait "$emulator" 2>/dev/null; } || true
  rm -rf "$folder"
}
trap clean_up EXIT

# Made up: the embedded Pinpoint needs no credentials, but AWS's SDK does. The user's own settings are not read.
unset AWS_PROFILE AWS_SESSION_TOKEN
export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=$folder/none AWS_SHARED_CREDENTIALS_FILE=$folder/none

segments emulator --port 0 --service pinpoint --application app-123456 \
  --service customer-profiles --domain retail --set unknown_calculated_attributes=accept >"$log" 2>&1 &
emulator=$!
for _ in $(seq 100); do
  address=$(grep -Eo 'http://127\.0\.0\.1:[0-9]+' "$log" | head -n 1) || true
  [ -z "$address" ] || break
  kill -0 "$emulator" 2>/dev/null || break
  sleep 0.1
done
[ -n "$address" ] || { echo "the embedded services did not start:" >&2; cat "$log" >&2; exit 1; }

bold='' plain=''
if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then bold=$'\033[1m' plain=$'\033[0m'; fi
say() { printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"; }
run() {
  say "segments $*"
  segments "$@" --endpoint-url "$address" --region eu-west-1 --owner demo/segments
}

say "segments explain retail/nordic-vips examples/segments"
segments explain retail/nordic-vips examples/segments
say "segments graph examples/segments --around retail/nordic-vips"
segments graph examples/segments --around retail/nordic-vips
run plan examples/segments --application-id app-123456
run apply examples/segments --application-id app-123456 --yes
# With --detailed-exitcode a plan that would still change something ends with 2.
run plan examples/segments --application-id app-123456 --detailed-exitcode
say "the second plan has nothing to do; now the same in Amazon Connect Customer Profiles, where a change recreates the segment"

cp -r examples/customer-profiles "$folder/segments"
cd "$folder"
run apply segments --domain-name retail --yes >"$folder/first" || { cat "$folder/first"; exit 1; }
tail -n 2 "$folder/first"
say "sed -i.old 's/Finland, Norway/Finland, Iceland, Norway/' segments/nordic-regulars.yaml"
sed -i.old 's/Finland, Norway/Finland, Iceland, Norway/' segments/nordic-regulars.yaml
run apply segments --domain-name retail --yes
run plan segments --domain-name retail --detailed-exitcode
say "done: the second plan of each has nothing to do"
