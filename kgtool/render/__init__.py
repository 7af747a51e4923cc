"""Answers → text for people, JSON for programs, Markdown, pages and pictures. Pure."""
