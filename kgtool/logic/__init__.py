"""What is thought out over plain values: chains, arguments, conflicts, causes, spelling. No store, no RDF library."""
