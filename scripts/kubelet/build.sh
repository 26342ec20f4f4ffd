#!/bin/bash
# Builds the kubelet's own code for pull secrets into the directory that is named; needs Go and the Go module proxy, and a minute.
# DGSH_TEST_KUBELET=<directory>/kubelet npx vitest run --project unit test/engines/kubelet.test.ts compares dgsh with it.
set -eu
cp "$(dirname "$0")/main.go" "$1" && cd "$1"
go mod init kubelet
modules=$(go mod download -json k8s.io/kubernetes@v1.34.4 | sed -n 's/^\t"GoMod": "\(.*\)",\?$/\1/p')
# Kubernetes requires its own modules in versions that exist in its repository only.
go mod edit -require=k8s.io/kubernetes@v1.34.4 \
  $(sed -n 's/^\t\(k8s.io\/[^ ]*\) v0.0.0$/-replace=\1=\1@v0.34.4/p' "$modules" | sort -u)
go mod tidy && go build -o kubelet .
