"""The rules of asking: sixteen tests of a request, each with its reason and its proof, person by person."""
