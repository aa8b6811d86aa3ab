"""People, organisations and the ties between them, resolved across the whole vault."""
