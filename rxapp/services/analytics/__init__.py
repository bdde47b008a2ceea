"""What loses candidates, and whether it got better."""
