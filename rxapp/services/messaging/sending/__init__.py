"""Due messages leave, each once: claimed, proven, handed over, written down."""
