#!/usr/bin/env bash
# Submits a job unless one of its name is on the cluster.
#
#   submit.sh NAME CLASS OPTION...     SAVEPOINT in the environment: where it goes on from
set -euo pipefail
name=$1 class=$2
shift 2

if /opt/flink/bin/flink list | grep --quiet " : $name ("; then
  echo "the job $name is on the cluster already"
  exit 0
fi
from=()
[ -z "${SAVEPOINT:-}" ] || from=(--fromSavepoint "$SAVEPOINT")
exec /opt/flink/bin/flink run --detached ${from[@]+"${from[@]}"} --class "$class" \
  /opt/flink/usrlib/clipstream-jobs.jar "$@"
