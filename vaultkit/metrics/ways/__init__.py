"""The way to somebody: who knows whom, who could help, who could open the door and at what cost."""
