"""Background jobs: who may run them, and how each run went. What they do lives in its own domain."""
