"""Answers as people read them in a notebook or at a prompt: plain values that print as the commands do."""
