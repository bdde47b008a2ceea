"""What providers say and sign: their codes, addresses and signatures."""
