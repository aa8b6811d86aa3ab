"""What could be given: back, forward, to those who need what somebody else offers; and what was."""
