"""RDF rows → claims, terms and hops: the only seam between RDF and plain values.

`reader` gives what was noted, else asked; the others ask a `Store` in SPARQL 1.1, so files on disk and a remote
endpoint are read by the same text.
"""
