"""Files or an endpoint → something that answers SPARQL, and what is kept on disk beside it."""
