"""What candidates answer: meaning, the interview meant, a request to stop."""
