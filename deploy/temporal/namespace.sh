#!/bin/sh
# Creates the namespace and the search attributes that Textback's workflows set. Safe to run again.
# TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE come from docker-compose.yml.
set -eu

# How long closed conversations can be looked at and replayed. Only used when the namespace is created; later:
#   temporal operator namespace update --namespace NAME --retention 60d
retention=30d
attributes='TextbackOrg TextbackConversation TextbackState TextbackReason'

# Runs a command until it succeeds; after two minutes shows why it does not, and gives up.
wait_for() {
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -ge 120 ]; then
      "$@"
      exit 1
    fi
    sleep 1
  done
}

wait_for temporal operator cluster health

# A failed describe means "not there" or "not reachable"; in the second case create fails as well, and says why.
if ! temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
fi

# The server's parts learn of a new namespace, and of its attributes, some seconds after they were created. Until then
# they refuse workflows, so this job, on which the workers wait, is not done before they know.
wait_for temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE"
existing=$(temporal operator search-attribute list --namespace "$TEMPORAL_NAMESPACE")
for name in $attributes; do
  case $existing in
    *"$name "*) ;;
    *) temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$name" --type Keyword ;;
  esac
done
for name in $attributes; do
  wait_for temporal workflow count --namespace "$TEMPORAL_NAMESPACE" --query "$name = 'none'"
done
echo "Namespace $TEMPORAL_NAMESPACE is ready."
