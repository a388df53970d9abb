"""Measurements: each as a ratio against something real in the same run. `make bench` writes results.json and docs/performance.md."""
