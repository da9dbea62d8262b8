"""The language: expressions as written, and the words that build them."""
