"""All that becomes Turtle: tables of terms, sources and claims, and graphs that others made."""
