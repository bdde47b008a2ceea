"""What a message says: its facts loaded, its words filled."""
