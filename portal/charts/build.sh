#!/bin/sh
# Builds the charts anew (needs node and npm): in a folder of its own, which is gone afterwards.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cp "$here"/package.json "$here"/package-lock.json "$here"/.npmrc "$here"/build.mjs "$here"/drawing.js "$folder"
cd "$folder"
npm ci --silent
node build.mjs "$here/../static/portal"
cp package.json "$here/package.json"
