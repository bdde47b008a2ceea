"""Background jobs: thin, each calls a service; APScheduler only says when."""
