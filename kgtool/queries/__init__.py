"""Questions in SPARQL: the catalogue's and anybody's own, checked and fenced."""
