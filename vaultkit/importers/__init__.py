"""What other programs give out → people and interactions, one module a source. Pure; none knows another."""
