"""Findings, explanations and differences → text for people, JSON for programs, Markdown for a pull request. Pure."""
