"""The meaning of trees in balls that contain their value: what these exclude is false."""
