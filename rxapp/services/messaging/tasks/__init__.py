"""What people are asked to do about messages and interviews."""
