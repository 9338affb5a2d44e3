"""How the portal runs: whether it is up and ready, what it counts, and that the record can be carried away."""
