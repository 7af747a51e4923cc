"""What a question is answered with: one file a question; each reads, thinks and answers, and knows no SPARQL."""
