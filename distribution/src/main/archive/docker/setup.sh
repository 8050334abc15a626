#!/usr/bin/env bash
# Makes topics and bucket. Where there is no checkpoint yet, the one in the box goes into the bucket and is
# promoted; where there are no labels, those of the demo are published. What is there stays as it is.
#
#   KAFKA, WIRE_FORMAT, REGISTRY       as the options --kafka, --wire.format and --registry.url have them
#   S3, BUCKET                         the store's address and the bucket
#   AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

clipstream() {
  "$home/bin/clipstream" "$@" --kafka "$KAFKA" --wire.format "$WIRE_FORMAT" --registry.url "$REGISTRY"
}

# The key comes by a file: everybody on the machine sees arguments.
store() {
  curl --silent --show-error --fail --aws-sigv4 aws:amz:us-east-1:s3 \
    --header "x-amz-content-sha256: UNSIGNED-PAYLOAD" \
    --config <(printf 'user = "%s:%s"\n' "$AWS_ACCESS_KEY_ID" "$AWS_SECRET_ACCESS_KEY") "$@"
}

clipstream topics create

store --output /dev/null "$S3/$BUCKET?max-keys=1" 2>/dev/null || store --request PUT "$S3/$BUCKET"

if [ -z "$(clipstream checkpoint list)" ]; then
  # SHA256SUMS last: who sees it finds all that it names.
  while read -r _ file; do
    store --upload-file "$home/models/box/${file#\*}" "$S3/$BUCKET/models/box/${file#\*}"
  done <"$home/models/box/SHA256SUMS"
  store --upload-file "$home/models/box/SHA256SUMS" "$S3/$BUCKET/models/box/SHA256SUMS"
  clipstream checkpoint announce "$home/models/box" --uri "s3://$BUCKET/models/box" \
    --reason "the checkpoint in the box" --no-wait
fi

if [ -z "$(clipstream labels list)" ]; then
  clipstream labels apply "$home/samples/labels.yaml" --by setup --no-wait
fi
