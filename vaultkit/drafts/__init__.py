"""The words of an ask: a message fitted to whom it is for, and a message checked before it is sent."""
