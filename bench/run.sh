#!/usr/bin/env bash
# Prints the budgets of the terminal program beside what was measured on this machine.
#   bench/run.sh                       dist/tracellm
#   bench/run.sh -- htop               and the figures that apply to another command, side by side
#   bench/run.sh --quick [-- ...]      fewer runs, for a first look
# TRACELLM_MONITOR names another executable than dist/tracellm. All servers are local.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
"$here/../Tests/EndToEnd/prepare.sh"
dotnet build "$here/frames/FrameProbe.csproj" -c Release -nologo -v quiet -clp:NoSummary
PYTHONPATH="$here/../Tests/EndToEnd" exec /usr/bin/python3 "$here/main.py" "$@"
