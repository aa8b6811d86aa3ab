"""Numbers, each with its reason: pure arithmetic over days, people and sizes. Nothing here knows of notes."""
