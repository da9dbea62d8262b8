"""Checks certificates of derivations, independently of what made them."""
