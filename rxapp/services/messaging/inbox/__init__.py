"""What candidates answer: kept once, read, paired with the interview meant, and acted on where that is certain."""
