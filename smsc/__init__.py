"""SMSC IN OUR OWN WORDS: imports nothing of ours."""
