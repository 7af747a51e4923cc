"""What keeps texts that a user brings from doing harm: a check before they run, and a fenced child to run them in."""
