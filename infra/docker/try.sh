#!/bin/sh
# try.sh — starts compose.yaml with new secrets and a certificate of its own, runs the smoke test inside, and removes
# all of it, its data included. For CI; never run it where compose.yaml is in service.
set -eu
cd "$(dirname "$0")"
image=inkling:${INKLING_VERSION:-dev}
docker run --rm "$image" infra/deploy/src/new-secrets.ts >.env
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost \
  -keyout edge/tls.key -out edge/tls.crt
trap 'docker compose down --volumes; rm -f .env edge/tls.key edge/tls.crt' EXIT
docker compose up --wait
curl -fsk https://127.0.0.1/readyz
operator=$(sed -n 's/^OPERATOR_KEY=//p' .env)
key=$(curl -fsk https://127.0.0.1/api/v1/tenants -H "Authorization: Bearer $operator" \
  -H 'Content-Type: application/json' -d '{"id": "smoke", "name": "Smoke test"}' |
  sed -n 's/.*"\(ink_[0-9a-z]*_[0-9a-z]*\)".*/\1/p')
docker compose exec -T -e "INKLING_KEY=$key" gateway \
  node infra/deploy/src/smoke.ts http://127.0.0.1:8080
