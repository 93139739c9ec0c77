#!/usr/bin/env python3
"""Makes the dashboards of ops/grafana/dashboards: make.py FOLDER. Run by scripts/generate, with the packages of requirements.txt."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import api_latency  # noqa: E402
import gpu_utilisation  # noqa: E402
import ingest_freshness  # noqa: E402
import job_processing  # noqa: E402
import retrieval  # noqa: E402
import system_health  # noqa: E402
import telemetry_health  # noqa: E402

BOARDS = (system_health, api_latency, gpu_utilisation, job_processing, retrieval, ingest_freshness, telemetry_health)


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for module in BOARDS:
        (folder / f"{module.__name__.replace('_', '-')}.json").write_text(module.board().text())


if __name__ == "__main__":
    main()
