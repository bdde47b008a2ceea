"""What became of messages: delivered, opened, failed, as they are listed."""
