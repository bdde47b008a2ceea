"""Reading CVs: one port, a process of its own for each, with limits."""
