"""Which people of a vault are likely one: whom to compare, how alike they are, what speaks for and against it."""
