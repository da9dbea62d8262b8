"""The meaning of trees: in numbers of high precision, in balls, and as expressions of SymPy."""
