"""
Prints what `helm template` renders, for machines without Helm. The package helm-python-sdk holds Helm's own engine.

    python3 render.py CHART [VALUES-AS-JSON]
"""

import json
import sys

import helm_python

with helm_python.Chart.load(sys.argv[1]) as chart:
    values = json.loads(sys.argv[2]) if len(sys.argv) > 2 else {}
    manifests = chart.render(values, name="inkling", namespace="inkling")
    print("\n---\n".join(text for name, text in sorted(manifests.items()) if name.endswith(".yaml")))
