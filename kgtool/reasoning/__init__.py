"""What an OWL reasoner makes of the graph, and what follows from it written out."""
