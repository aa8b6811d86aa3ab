"""What notes mean: properties and lines → people, interactions, favours, introductions, promises, organisations."""
