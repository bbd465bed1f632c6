"""The nouns of the program. Standard library and numpy only; knows nothing of the other packages."""
