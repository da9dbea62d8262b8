"""Emitters: each reads a derivation or a theorem and writes it in another language."""
