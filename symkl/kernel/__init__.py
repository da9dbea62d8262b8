"""The trusted core: normal form, laws, the check of a step, theorems."""
