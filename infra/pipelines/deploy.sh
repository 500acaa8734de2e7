#!/bin/sh
# deploy.sh TAG — brings a new image into service on Kubernetes, with the current context of kubectl:
# a canary first, then all, then a smoke test. If one of these is bad, the version before comes back.
# PROMETHEUS_URL and INKLING_URL say where to look, INKLING_KEY is the key of a tenant for tests. RELEASE, NAMESPACE and
# CANARY_MINUTES may differ from their defaults.
set -eu
tag=$1
: "${PROMETHEUS_URL:?}" "${INKLING_URL:?}" "${INKLING_KEY:?}"
release=${RELEASE:-inkling}
namespace=${NAMESPACE:-inkling}
cd "$(dirname "$0")/../.."
chart=infra/kubernetes/inkling
before=$(helm history "$release" -n "$namespace" --max 1 -o json | sed -n 's/.*"revision":\([0-9]*\).*/\1/p')
roll_back="helm rollback $release $before -n $namespace --wait --timeout 10m"

upgrade() {
  helm upgrade "$release" "$chart" -n "$namespace" --reuse-values --atomic --timeout 15m "$@"
}

upgrade --set services.gateway.canary.replicas=1 --set-string "services.gateway.canary.tag=$tag"
# It rolls back by itself.
# shellcheck disable=SC2086
node infra/deploy/src/canary.ts --prometheus "$PROMETHEUS_URL" --minutes "${CANARY_MINUTES:-15}" -- $roll_back

upgrade --set services.gateway.canary.replicas=0 --set-string "image.tag=$tag" --set-string image.digest=
if ! node infra/deploy/src/smoke.ts "$INKLING_URL"; then
  $roll_back
  exit 1
fi
