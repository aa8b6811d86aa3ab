"""May I ask this person for that, now? What the tests come to, and what to do about it."""
