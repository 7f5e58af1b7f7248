#!/usr/bin/env bash
# Draws docs/overview.png, docs/problems.png and docs/devices.png, the pictures of the README, from the running demo; needs Chromium and takes about a minute.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
dotnet run --project tests/PbxPortal.BrowserTests -c Release -- screenshots docs
