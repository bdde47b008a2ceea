"""The scheduler and thin jobs that call services."""
